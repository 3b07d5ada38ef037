"""Hand-written stand-ins for what the recovery tools call: a function, a bucket, tables."""

import base64
import io
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from tests.support.fakes.events import interest_event, stream_record
from tools.recovery.interests import Accepted
from tools.recovery.offers import Decision

MAPPING = "aws/lambda/0e7d2e2c-5b1f-4a39-9f0f-2f1f9a100f6f"
FUNCTION = "cxe-test-recommender"
REQUEST_ID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"


def event_id(number: int) -> str:
    return f"7f0c2e1a-9d3b-4c55-8a53-{number:012}"


def record(number: int, **changes: Any) -> dict[str, Any]:
    """A stream record whose sequence number is ``number``, and whose event id ends with it."""
    return stream_record(interest_event(event_id=event_id(number), **changes), str(number))


def without_image(number: int) -> dict[str, Any]:
    """Poison that can be named, though its event cannot."""
    made = record(number)
    del made["dynamodb"]["NewImage"]
    return made


class BrokenFunctionError(Exception):
    """Raised by a behaviour to end the whole invocation; its text stands for what must not be shown."""


@dataclass
class ScriptedLambda:
    """Runs ``behaviour`` on every record: it returns None, or ``(error class, AWS code)`` for one that fails.

    ``log_bytes`` limits the log that is returned; ``answer`` takes the place of the function's own.
    """

    behaviour: Callable[[dict[str, Any]], tuple[str, str] | None] = lambda _: None
    log_bytes: int = 4096
    response: Any = None
    requests: list[dict[str, Any]] = field(default_factory=list)

    @property
    def handed_over(self) -> list[list[str]]:
        """The sequence numbers of each invocation's records."""
        events = [json.loads(request["Payload"])["Records"] for request in self.requests]
        return [[each["dynamodb"]["SequenceNumber"] for each in records] for records in events]

    def invoke(self, **request: Any) -> dict[str, Any]:
        self.requests.append(request)
        lines, failed = ["START RequestId: ..."], []
        try:
            for each in json.loads(request["Payload"])["Records"]:
                number = each["dynamodb"]["SequenceNumber"]
                if failure := self.behaviour(each):
                    failed.append({"itemIdentifier": number})
                    names = dict(zip(("error_class", "error_code"), failure, strict=True))
                    lines.append(json.dumps({"message": "Record failed.", "sequence_number": number, **names}))
        except BrokenFunctionError as error:
            document = {"errorType": "BrokenFunctionError", "errorMessage": str(error)}
            return {"FunctionError": "Unhandled", **self._response(document, lines)}
        return self._response({"batchItemFailures": failed} if self.response is None else self.response, lines)

    def _response(self, result: Any, lines: list[str]) -> dict[str, Any]:
        tail = "\n".join([*lines, "END RequestId: ...", ""]).encode()[-self.log_bytes :]
        return {
            "StatusCode": 200,
            "Payload": io.BytesIO(json.dumps(result).encode()),
            "LogResult": base64.b64encode(tail).decode(),
            "ResponseMetadata": {"RequestId": REQUEST_ID},
        }


def failing(*numbers: int, error: tuple[str, str] = ("ClientError", "ThrottlingException")) -> Callable[..., Any]:
    """The behaviour that fails the records with these sequence numbers."""
    return lambda each: error if int(each["dynamodb"]["SequenceNumber"]) in numbers else None


def key(number: int, when: str = "2026-11-22T20.32.45") -> str:
    return f"{MAPPING}/{when[:10].replace('-', '/')}/{when}-{event_id(number)}"


def stored(*records: Any, condition: str = "RetryAttemptsExhausted") -> bytes:
    """An object as Lambda writes it."""
    return json.dumps(
        {
            "requestContext": {
                "requestId": REQUEST_ID,
                "functionArn": f"arn:aws:lambda:eu-west-1:123456789012:function:{FUNCTION}:live",
                "condition": condition,
                "approximateInvokeCount": 6,
            },
            "version": "1.0",
            "timestamp": "2026-11-22T20:32:45.123Z",
            "DDBStreamBatchInfo": {"batchSize": len(records)},
            "payload": json.dumps({"Records": records}),
        }
    ).encode()


@dataclass
class MemoryBucket:
    """An S3 client with one bucket in memory, all of whose objects were written at ``written``."""

    objects: dict[str, bytes] = field(default_factory=dict)
    written: datetime = datetime(2026, 11, 22, 20, 40, tzinfo=UTC)

    def get_paginator(self, operation_name: str) -> "MemoryBucket":
        return self

    def paginate(self, **_: Any) -> Iterator[dict[str, Any]]:
        yield {"KeyCount": 0}
        for each in sorted(self.objects):
            yield {"Contents": [{"Key": each, "LastModified": self.written}]}

    def get_object(self, **request: Any) -> dict[str, Any]:
        if request["Key"] not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey", "Message": "canary"}}, "GetObject")
        return {"Body": io.BytesIO(self.objects[request["Key"]])}

    def delete_object(self, **request: Any) -> dict[str, Any]:
        del self.objects[request["Key"]]
        return {}


@dataclass
class MemoryInterests:
    """Accepted events, in one segment of one page; those in ``gone`` are deleted before they are read."""

    records_: list[dict[str, Any]]
    gone: set[str] = field(default_factory=set)
    asked: list[tuple[datetime, datetime]] = field(default_factory=list)

    def accepted(self, since: datetime, until: datetime, segment: int, segments: int) -> Iterator[list[Any]]:
        if segment == 0:
            self.asked.append((since, until))
            yield []
            images = [each["dynamodb"]["NewImage"] for each in self.records_]
            keys = [{name: image[name] for name in ("customer_id", "event_id")} for image in images]
            yield [Accepted(key, image["timestamp"]["S"]) for key, image in zip(keys, images, strict=True)]

    def records(self, keys: Sequence[Any]) -> list[dict[str, Any]]:
        ids = {each["event_id"]["S"] for each in keys} - self.gone
        return [each for each in self.records_ if each["dynamodb"]["NewImage"]["event_id"]["S"] in ids]


@dataclass
class MemoryOffers:
    """Decisions by event id. ``forgotten`` are the events whose offers may be published again."""

    known: dict[str, Decision] = field(default_factory=dict)
    forgotten: list[str] = field(default_factory=list)

    def decisions(self, event_ids: Collection[str]) -> dict[str, Decision]:
        return {each: self.known.get(each, Decision.NONE) for each in event_ids}

    def forget_that_it_was_published(self, event_id: str) -> None:
        self.forgotten.append(event_id)
        self.known[event_id] = Decision.RECORDED
