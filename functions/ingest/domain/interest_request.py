"""The body of a request, checked by the rules of contracts/recommend-request.v1.schema.json.

The generated validator checks what the schema's patterns can express; :mod:`shared.names` checks the rest
(docs/decisions/0030-say-in-patterns-what-every-engine-reads.md).
"""

from dataclasses import dataclass

from ingest.domain import strict_json
from ingest.domain.model import RefusedError
from shared.generated.contract import REQUEST_MEMBERS
from shared.generated.request_validator import JsonSchemaValueException, validate_request
from shared.names import is_name


@dataclass(frozen=True)
class InterestRequest:
    """A valid request body; the texts are as sent."""

    customer_id: str
    interest: str
    location: str


def read(body: bytes) -> InterestRequest:
    """Return the request in ``body``. Raises :class:`RefusedError` with a detail that repeats nothing of it."""
    try:
        document = strict_json.parse(body)
        validate_request(document)
    except strict_json.NotJsonError as error:
        raise RefusedError("invalid-request", str(error)) from None
    except JsonSchemaValueException as error:
        raise RefusedError("invalid-request", _explain(error.name, error.rule, document)) from None
    for member in ("interest", "location"):
        if not is_name(document[member]):
            raise RefusedError("invalid-request", _rule_of(member))
    return InterestRequest(**document)


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
