"""JSON as RFC 8259 defines it, without what Python's parser lets through."""

import json
import math
from typing import Any, NoReturn

# Far more than a valid request can hold (two texts of 64 characters), far less than what exhausts the parser's stack.
_MAX_OPENING_BRACKETS = 200
_MAX_DIGITS = 64


class NotJsonError(ValueError):
    """The bytes are not one strict JSON document. The message carries none of them."""


def parse(body: bytes) -> Any:
    """Return the document in ``body``: UTF-8 without byte order mark, no duplicate members, no NaN, no huge number.

    Raises :class:`NotJsonError`.
    """
    try:
        text = body.decode("utf-8")
        if text.count("[") + text.count("{") > _MAX_OPENING_BRACKETS:
            raise NotJsonError("The body is nested too deeply.")
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_int,
        )
    except NotJsonError:
        raise
    except UnicodeDecodeError:
        raise NotJsonError("The body must be UTF-8.") from None
    except ValueError:
        raise NotJsonError("The body must be one JSON object.") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise NotJsonError("The body must not hold the same member twice.")
    return members


def _constant(_: str) -> NoReturn:
    raise NotJsonError("The body must not hold NaN or Infinity.")


def _float(digits: str) -> float:
    number = float(digits) if len(digits) <= _MAX_DIGITS else math.inf
    if not math.isfinite(number):
        raise NotJsonError("The body must not hold a number that is too large.")
    return number


def _int(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise NotJsonError("The body must not hold a number that is too large.")
    return int(digits)
