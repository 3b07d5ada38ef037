"""The interest table, from which accepted events are replayed when the stream no longer holds them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from recommender.budget import UNLIMITED
from recommender.table_reader import TableReader
from shared.clients import DynamoDb
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


@dataclass(frozen=True)
class Interests:
    """Reads accepted events. All methods raise botocore's errors."""

    client: ScannedDynamoDb
    table: str

    def accepted(self, since: datetime, until: datetime, segment: int, segments: int) -> Iterator[list[Key]]:
        """Yield, page by page, the keys of one of ``segments`` parts of the events from ``since`` on, before ``until``.

        The whole table is read for it: it has no index by time.
        """
        pages = self.client.get_paginator("scan").paginate(
            TableName=self.table,
            Segment=segment,
            TotalSegments=segments,
            FilterExpression="#timestamp >= :since AND #timestamp < :until",
            ProjectionExpression=", ".join(_KEY_NAMES),
            ExpressionAttributeNames={"#timestamp": "timestamp"},
            ExpressionAttributeValues={
                ":since": {"S": iso_milliseconds(since)},
                ":until": {"S": iso_milliseconds(until)},
            },
        )
        for page in pages:
            yield page["Items"]

    def records(self, keys: Sequence[Key]) -> list[Record]:
        """Return the events as the stream's records of their insertion; an event that is gone has none.

        Sequence numbers count up within the list. Raises :class:`~recommender.table_reader.UnreadItemsError` as well.
        """
        images = TableReader(self.client, self.table, consistent=True).read(keys, UNLIMITED)
        created = int(utc_now().timestamp())
        return [_record(image, number, created) for number, image in enumerate(images, start=1)]


def _record(image: Mapping[str, Any], number: int, created: int) -> Record:
    """Return a record as the stream has it, with an ``eventID`` that tells it from the stream's own.

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
