"""A stream record, seen before it is handed to the recommender again."""

import uuid
from collections.abc import Mapping
from typing import Any

from shared import stream_record
from shared.interest_event import MalformedEventError

Record = Mapping[str, Any]


def poison(record: Record) -> str | None:
    """Return why the recommender's own parser refuses ``record``, in words without its values; None when it does not.

    Such a record never succeeds, however often it is delivered.
    """
    try:
        stream_record.sequence_number(record)
        stream_record.interest_event(record)
    except MalformedEventError as problem:
        return str(problem)
    return None


def event_id_of(record: Record) -> str:
    """Return the id of the event that a sound ``record`` carries."""
    return str(record["dynamodb"]["NewImage"]["event_id"]["S"])


def shown(record: Record) -> str:
    """Return what names the record on a terminal: of its event's id and its sequence number what has their form."""
    number = _member(record, "dynamodb", "SequenceNumber")
    digits = number if isinstance(number, str) and number.isascii() and number.isdigit() else "?"
    return f"event {shown_id(_member(record, 'dynamodb', 'NewImage', 'event_id', 'S'))}, sequence number {digits}"


def shown_id(found: object) -> str:
    """Return an event's id, or ``?`` for what is no UUID in lower case and might be anything."""
    try:
        return found if isinstance(found, str) and str(uuid.UUID(found)) == found else "?"
    except ValueError:
        return "?"


def _member(document: object, *path: str) -> object:
    for name in path:
        document = document.get(name) if isinstance(document, Mapping) else None
    return document
