"""The HTTP request inside the event that API Gateway sends.

Source: Amazon API Gateway Developer Guide, "Lambda proxy integrations in API Gateway", input format.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.domain.model import RefusedError
from shared.generated.contract import (
    IDEMPOTENCY_KEY_MAX_LENGTH,
    IDEMPOTENCY_KEY_MIN_LENGTH,
    IDEMPOTENCY_KEY_PATTERN,
)

MAX_BODY_BYTES = 8192
_MEDIA_TYPE = re.compile(r"application/json[ \t]*(;.*)?", re.IGNORECASE | re.ASCII)
_CHARSET = re.compile(r";[ \t]*charset[ \t]*=[ \t]*\"?([^\";, \t]*)", re.IGNORECASE | re.ASCII)
_IDEMPOTENCY_KEY = re.compile(IDEMPOTENCY_KEY_PATTERN)


@dataclass(frozen=True)
class HttpRequest:
    """The parts of a request that are used. ``caller`` is the id of the API key; empty without one."""

    body: bytes
    caller: str
    idempotency_key: str | None


def request_id(event: Mapping[str, Any], otherwise: str) -> str:
    """Return the request's id from API Gateway, as its access log has it; ``otherwise`` when there is none."""
    value = _mapping(event.get("requestContext")).get("requestId")
    return value if isinstance(value, str) and value else otherwise


def api_key_id(event: Mapping[str, Any]) -> str:
    """Return the id of the caller's API key, as API Gateway's access log has it; empty without one."""
    value = _mapping(_mapping(event.get("requestContext")).get("identity")).get("apiKeyId")
    return value if isinstance(value, str) else ""


def headers(event: Mapping[str, Any], name: str) -> list[str]:
    """Return all values of the header ``name``, given in lower case. In the event, its case does not matter."""
    found: list[str] = []
    for key, values in _mapping(event.get("multiValueHeaders")).items():
        if key.lower() == name and isinstance(values, list):
            found += [value for value in values if isinstance(value, str)]
    if not found:
        singles = _mapping(event.get("headers")).items()
        found = [value for key, value in singles if key.lower() == name and isinstance(value, str)]
    return found


def read(event: Mapping[str, Any]) -> HttpRequest:
    """Return the request after checking its size, media type and headers. Raises :class:`RefusedError`."""
    body = _body(event)
    if len(body) > MAX_BODY_BYTES:
        raise RefusedError("payload-too-large")
    _check_media_type(event)
    return HttpRequest(body, api_key_id(event), _idempotency_key(event))


def _body(event: Mapping[str, Any]) -> bytes:
    text = event.get("body")
    if not isinstance(text, str) or not text:
        raise RefusedError("invalid-request", "The body is empty.")
    try:
        if event.get("isBase64Encoded") is True:
            return base64.b64decode(text, validate=True)
        return text.encode("utf-8")
    except (binascii.Error, ValueError):
        raise RefusedError("invalid-request", "The body must be UTF-8.") from None


def _check_media_type(event: Mapping[str, Any]) -> None:
    types = headers(event, "content-type")
    if len(types) != 1 or not _MEDIA_TYPE.fullmatch(types[0].strip()):
        raise RefusedError("unsupported-media-type")
    if any(charset.lower() not in {"utf-8", "utf8"} for charset in _CHARSET.findall(types[0])):
        raise RefusedError("unsupported-media-type")
    if any(encoding.strip().lower() != "identity" for encoding in headers(event, "content-encoding")):
        raise RefusedError("unsupported-media-type")


def _idempotency_key(event: Mapping[str, Any]) -> str | None:
    keys = headers(event, "idempotency-key")
    if not keys:
        return None
    key = keys[0]
    fits = IDEMPOTENCY_KEY_MIN_LENGTH <= len(key) <= IDEMPOTENCY_KEY_MAX_LENGTH
    if len(keys) > 1 or not fits or not _IDEMPOTENCY_KEY.fullmatch(key):
        raise RefusedError(
            "invalid-request",
            f"Idempotency-Key must be given once, with {IDEMPOTENCY_KEY_MIN_LENGTH} to {IDEMPOTENCY_KEY_MAX_LENGTH} "
            "visible ASCII characters.",
        )
    return key


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
