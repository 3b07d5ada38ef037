"""What a storefront may say of a customer: the rules of contracts/recommend-request.v1.schema.json, and no AWS.

The schema's patterns say what every engine of regular expressions can; its descriptions say the rest, which is checked
here (docs/decisions/0030-say-in-patterns-what-every-engine-reads.md).
"""

import unicodedata
from dataclasses import dataclass

from ingest import strict_json
from ingest.problems import RefusedError
from shared.generated.contract import REQUEST_MEMBERS
from shared.generated.request_validator import JsonSchemaValueException, validate_request

# Control, format, private use, surrogate, line and paragraph separator (Unicode, general category).
_REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
# The replacement character, and a place that Unicode keeps for one more format character.
_REFUSED_TOO = frozenset("\ufffd\u2065")


@dataclass(frozen=True)
class Preference:
    """A valid request body; the texts are as sent."""

    customer_id: str
    interest: str
    location: str


def read(body: bytes) -> Preference:
    """Return the preference in ``body``. Raises :class:`RefusedError` with a detail that repeats nothing of it."""
    try:
        document = strict_json.parse(body)
        validate_request(document)
    except strict_json.NotJsonError as error:
        raise RefusedError("invalid-request", str(error)) from None
    except JsonSchemaValueException as error:
        raise RefusedError("invalid-request", _explain(error.name, error.rule, document)) from None
    for member in ("interest", "location"):
        if document[member].isspace() or any(_is_refused(character) for character in document[member]):
            raise RefusedError("invalid-request", _rule_of(member))
    return Preference(**document)


def _is_refused(character: str) -> bool:
    return (
        unicodedata.category(character) in _REFUSED_CATEGORIES
        or character in _REFUSED_TOO
        or _is_noncharacter(ord(character))
    )


def _is_noncharacter(code_point: int) -> bool:
    """Return whether Unicode keeps ``code_point`` out of interchange (The Unicode Standard, section 23.7)."""
    return code_point & 0xFFFE == 0xFFFE or 0xFDD0 <= code_point <= 0xFDEF


def _explain(name: str, rule: str, document: object) -> str | None:
    member = name.removeprefix("data.")
    if member in REQUEST_MEMBERS:
        return _rule_of(member)
    if rule == "required" and isinstance(document, dict):
        missing = [each for each in REQUEST_MEMBERS if each not in document]
        return f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} required."
    if rule == "additionalProperties":
        return f"Only these members are allowed: {', '.join(REQUEST_MEMBERS)}."
    return None


def _rule_of(member: str) -> str:
    return f"{member}: {REQUEST_MEMBERS[member]}"
