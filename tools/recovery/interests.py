"""The interest table, from which accepted events are replayed when the stream no longer holds them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from shared.aws.clients import DynamoDb
from shared.aws.table_reader import TableReader
from shared.budget import UNLIMITED
from shared.interest_event import MalformedEventError, accepted_at
from shared.offers.retention import may_be_forgotten
from shared.timestamps import iso_milliseconds, utc_now
from tools.recovery.records import Record

Key = Mapping[str, Mapping[str, str]]
"""An event's key in DynamoDB's JSON: ``{"customer_id": {"S": …}, "event_id": {"S": …}}``."""

_KEY_NAMES = ("customer_id", "event_id")


class ScannedDynamoDb(DynamoDb, Protocol):
    """The part of boto3's DynamoDB client that is used."""

    def get_paginator(self, operation_name: str) -> Any:
        """Return what reads an operation page by page."""
        ...


@dataclass(frozen=True, slots=True)
class Accepted:
    """An event's key, and when it was accepted, as the table has it."""

    key: Key
    timestamp: str

    @property
    def event_id(self) -> str:
        """The event's id."""
        return self.key["event_id"]["S"]

    def may_be_forgotten(self, now: datetime) -> bool:
        """Return whether it is so old that to know of no decision proves nothing; of an unreadable time, False."""
        try:
            return may_be_forgotten(accepted_at(self.timestamp), now)
        except MalformedEventError:
            return False


@dataclass(frozen=True)
class Interests:
    """Reads accepted events. All methods raise botocore's errors."""

    client: ScannedDynamoDb
    table: str
    now: Callable[[], datetime] = utc_now

    def accepted(self, since: datetime, until: datetime, segment: int, segments: int) -> Iterator[list[Accepted]]:
        """Yield, page by page, one of ``segments`` parts of the events from ``since`` on and before ``until``.

        The whole table is read for it: it has no index by time.
        """
        pages = self.client.get_paginator("scan").paginate(
            TableName=self.table,
            Segment=segment,
            TotalSegments=segments,
            FilterExpression="#timestamp >= :since AND #timestamp < :until",
            ProjectionExpression=", ".join((*_KEY_NAMES, "#timestamp")),
            ExpressionAttributeNames={"#timestamp": "timestamp"},
            ExpressionAttributeValues={
                ":since": {"S": iso_milliseconds(since)},
                ":until": {"S": iso_milliseconds(until)},
            },
        )
        for page in pages:
            yield [
                Accepted({name: item[name] for name in _KEY_NAMES}, item["timestamp"]["S"]) for item in page["Items"]
            ]

    def records(self, keys: Sequence[Key]) -> list[Record]:
        """Return the events as the stream's records of their insertion; an event that is gone has none.

        Sequence numbers count up within the list. Raises :class:`~shared.aws.table_reader.UnreadItemsError` as well.
        """
        images = TableReader(self.client, self.table, consistent=True).read(keys, UNLIMITED)
        created = int(self.now().timestamp())
        return [_record(image, number, created) for number, image in enumerate(images, start=1)]


def _record(image: Mapping[str, Any], number: int, created: int) -> Record:
    """Return a record as the stream has it, with an ``eventID`` that differs from the stream's own.

    Source: Amazon DynamoDB Streams API Reference, "Record" and "StreamRecord".
    """
    return {
        "eventID": f"replay-{image['event_id']['S']}",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "ApproximateCreationDateTime": created,
            "Keys": {name: image[name] for name in _KEY_NAMES},
            "NewImage": image,
            "SequenceNumber": f"{number:021}",
            "StreamViewType": "NEW_IMAGE",
        },
    }
