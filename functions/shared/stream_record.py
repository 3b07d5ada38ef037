"""The records that Lambda reads from the interest table's stream.

Source: AWS Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB"; Amazon DynamoDB Streams API, "Record".
"""

from collections.abc import Mapping
from typing import Any

from shared.interest_event import InterestEvent, MalformedEventError

_INSERT = "INSERT"

BY_HAND = "byHand"
"""The member of a function's event that says: records are handed over by hand, so return every failure."""


def sequence_number(record: Mapping[str, Any]) -> str:
    """Return the record's sequence number, by which a failure is reported to Lambda.

    Raises :class:`MalformedEventError` when there is none; the batch then fails as a whole.
    """
    change = record.get("dynamodb")
    number = change.get("SequenceNumber") if isinstance(change, Mapping) else None
    if not isinstance(number, str) or not number:
        raise MalformedEventError("A record carries no sequence number.")
    return number


def interest_event(record: Mapping[str, Any]) -> InterestEvent | None:
    """Return the event that ``record`` inserted, or None when it inserted nothing, as when TTL deletes an item.

    Raises :class:`MalformedEventError` when the new item is no interest event.
    """
    if record.get("eventName") != _INSERT:
        return None
    image = record["dynamodb"].get("NewImage")
    if not isinstance(image, Mapping):
        raise MalformedEventError("An inserted record carries no new image.")
    return InterestEvent.from_item(image)
