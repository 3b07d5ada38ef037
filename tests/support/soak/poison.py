"""Poison: items of the interest table that are no interest events, written past the API."""

import itertools
import uuid
from collections.abc import Iterator
from typing import Any

from shared.timestamps import iso_milliseconds, utc_now
from tests.support.target import Target

Item = dict[str, dict[str, Any]]

CUSTOMER = "soak-poison"


def sound_item(event_id: str) -> Item:
    """Return the item of an event as ingest would write it."""
    return {
        "customer_id": {"S": CUSTOMER},
        "event_id": {"S": event_id},
        "timestamp": {"S": iso_milliseconds(utc_now())},
        "interest": {"S": "organic_food"},
        "location": {"S": "Cape Town"},
        "interest_key": {"S": "organic_food"},
        "location_key": {"S": "cape town"},
        "trace_header": {"S": ""},
        "expires_at": {"N": "4102444800"},
    }


def without_interest(item: Item) -> Item:
    """Leave an attribute out."""
    return {name: value for name, value in item.items() if name != "interest"}


_SPOILT = (
    without_interest,
    lambda item: {**item, "location_key": {"N": "1"}},
    lambda item: {**item, "expires_at": {"S": "soon"}},
    lambda item: {**item, "event_id": {"S": f"no-uuid-{item['event_id']['S']}"}},
    lambda item: {**item, "interest": {"L": []}},
)


class Poisoner:
    """Writes poison of every kind, and takes it away again. ``event_ids`` are what was written."""

    def __init__(self, target: Target) -> None:
        self._dynamodb = target.client("dynamodb")
        self._table = target.environment["INTEREST_TABLE"]
        self._kinds: Iterator[Any] = itertools.cycle(_SPOILT)
        self.event_ids: set[str] = set()

    def write(self) -> str:
        """Write one item and return its event id."""
        return self.write_item(next(self._kinds)(sound_item(str(uuid.uuid4()))))

    def write_item(self, item: Item) -> str:
        """Write ``item``, over what is there, and return its event id."""
        self._dynamodb.put_item(TableName=self._table, Item=item)
        self.event_ids.add(item["event_id"]["S"])
        return str(item["event_id"]["S"])

    def take_away(self) -> None:
        """Delete all items again."""
        for event_id in self.event_ids:
            key = {"customer_id": {"S": CUSTOMER}, "event_id": {"S": event_id}}
            self._dynamodb.delete_item(TableName=self._table, Key=key)
