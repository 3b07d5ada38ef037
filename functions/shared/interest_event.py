"""One accepted request, as the interest table keeps it (contracts/interest-event.v1.schema.json)."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Self

from shared.generated.contract import KEY_MAX_LENGTH
from shared.normalisation import earlier_key, normalised_key

_EVENT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class MalformedEventError(ValueError):
    """An item is no interest event. The message names the attribute and never its value."""


@dataclass(frozen=True, slots=True)
class InterestEvent:
    """The table's attributes are the fields: texts, and ``expires_at`` (TTL) in seconds since 1970."""

    customer_id: str
    event_id: str
    timestamp: str
    interest: str
    location: str
    interest_key: str
    location_key: str
    trace_header: str
    expires_at: int

    @property
    def interest_keys(self) -> tuple[str, ...]:
        """The interest's key, and the one that it had earlier where that differs: under it, items may be filed."""
        return tuple(dict.fromkeys((self.interest_key, earlier_key(self.interest))))

    def to_item(self) -> dict[str, dict[str, str]]:
        """Return the item in DynamoDB's JSON: ``{"interest": {"S": …}, "expires_at": {"N": …}, …}``."""
        return {
            name: {"S": value} if isinstance(value, str) else {"N": str(value)} for name, value in asdict(self).items()
        }

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> Self:
        """Return the event in ``item`` (DynamoDB's JSON). Raises :class:`MalformedEventError` for any other item.

        A trace header that is missing or no text becomes empty: it is no reason to lose an event. Keys are those of
        today, though the event may have been stored under earlier ones.
        """
        values: dict[str, Any] = {name: _read(item, name, "S") for name in _TEXTS}
        expires_at = _read(item, "expires_at", "N")
        if not expires_at.isascii() or not expires_at.isdigit():
            raise MalformedEventError("The attribute expires_at must be a whole number.")
        if not _EVENT_ID.fullmatch(values["event_id"]):
            raise MalformedEventError("The attribute event_id must be a UUID in lower case.")
        for name in ("interest_key", "location_key"):
            values[name] = normalised_key(values[name])
            if not 0 < len(values[name]) <= KEY_MAX_LENGTH:
                raise MalformedEventError(f"The attribute {name} is of a text that is no name.")
        header = item.get("trace_header")
        text = header.get("S") if isinstance(header, Mapping) else None
        return cls(**values, trace_header=text if isinstance(text, str) else "", expires_at=int(expires_at))


_TEXTS = tuple(field.name for field in fields(InterestEvent) if field.name not in {"trace_header", "expires_at"})


def _read(item: Mapping[str, Any], name: str, kind: str) -> str:
    attribute = item.get(name)
    value = attribute.get(kind) if isinstance(attribute, Mapping) else None
    if not isinstance(value, str) or not value:
        raise MalformedEventError(f"The attribute {name} is missing, empty or of another type than {kind}.")
    return value


def accepted_at(timestamp: str) -> datetime:
    """Return when an event was accepted. Raises :class:`MalformedEventError`."""
    try:
        moment = datetime.fromisoformat(timestamp)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise MalformedEventError("The attribute timestamp must be ISO 8601 with a zone.")
    return moment
