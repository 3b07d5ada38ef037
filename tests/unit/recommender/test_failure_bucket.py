"""What the function puts into the failure bucket is what the tools that empty it expect."""

import io
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from recommender.adapters.failure_bucket import FailureBucket
from tests.support.fakes.events import NOW, interest_event, stream_record
from tests.support.fakes.invocation import FakeContext
from tests.support.unit.zones import far_from_utc
from tools.recovery import failure_bucket

STREAM = "arn:aws:dynamodb:eu-west-1:000000000000:table/CustomerInterest/stream/2026"
WRITTEN = datetime(2026, 11, 22, 20, 31, 7, tzinfo=UTC)


def record(number: str = "7", stream: str = STREAM, **change: Any) -> dict[str, Any]:
    inserted = {**stream_record(interest_event(), number), "eventSourceARN": stream}
    return {
        **inserted,
        "dynamodb": {**inserted["dynamodb"], "ApproximateCreationDateTime": WRITTEN.timestamp(), **change},
    }


@dataclass
class MemoryS3:
    """A bucket in memory; ``clients`` is how many clients were made."""

    clients: int = 0
    objects: dict[str, bytes] = field(default_factory=dict)

    def client(self) -> "MemoryS3":
        self.clients += 1
        return self

    def put_object(self, **request: Any) -> dict[str, Any]:
        assert request["Bucket"] == "failures"
        self.objects[request["Key"]] = request["Body"]
        return {}

    def get_object(self, **request: Any) -> dict[str, Any]:
        return {"Body": io.BytesIO(self.objects[request["Key"]])}

    def get_paginator(self, _: str) -> Any:
        pages = [{"Contents": [{"Key": key} for key in self.objects]}]
        return type("Pages", (), {"paginate": lambda self, **_: pages})()


def keep(*records: dict[str, Any]) -> MemoryS3:
    s3 = MemoryS3()
    bucket = FailureBucket(s3.client, "failures", lambda: NOW)
    assert s3.clients == 0, "a cold start makes no client"
    for each in records:
        bucket.keep(each, FakeContext())
    return s3


def test_an_object_says_what_failed_when_and_where_and_holds_the_whole_record() -> None:
    ((key, body),) = keep(record()).objects.items()
    document = json.loads(body)
    assert key.startswith("aws/lambda/cxe-local-recommender/2026/11/22/2026-11-22T20.31.07-")
    assert json.loads(document.pop("payload")) == {"Records": [record()]}
    assert document == {
        "requestContext": {
            "requestId": FakeContext().aws_request_id,
            "functionArn": FakeContext().invoked_function_arn,
            "condition": "SetAside",
            "approximateInvokeCount": 1,
        },
        "version": "1.0",
        "timestamp": "2026-11-22T20:32:45.123Z",
        "DDBStreamBatchInfo": {
            "startSequenceNumber": "7",
            "endSequenceNumber": "7",
            "approximateArrivalOfFirstRecord": "2026-11-22T20:31:07Z",
            "approximateArrivalOfLastRecord": "2026-11-22T20:31:07Z",
            "batchSize": 1,
            "streamArn": STREAM,
        },
    }


def test_a_record_that_is_delivered_again_makes_no_second_object() -> None:
    """It does so while a record before it in its batch is retried."""
    assert len(keep(record(), record()).objects) == 1
    assert len(keep(record("7"), record("8"), record("7", stream=f"{STREAM}-renewed")).objects) == 3


def test_one_client_serves_all() -> None:
    assert keep(record("7"), record("8")).clients == 1


def test_redrive_finds_it_by_its_second_and_reads_it() -> None:
    s3 = keep(record())
    bucket = failure_bucket.FailureBucket(s3, "failures")
    (key,) = bucket.keys(since=WRITTEN, until=WRITTEN.replace(second=8))
    assert bucket.read(key) == failure_bucket.StoredFailure("SetAside", (record(),))


def test_a_record_without_its_time_is_dated_now() -> None:
    (key,) = keep(record(ApproximateCreationDateTime=None)).objects
    assert "/2026/11/22/2026-11-22T20.32.45-" in key


def test_a_record_without_its_stream_is_kept_all_the_same() -> None:
    whole = record()
    del whole["eventSourceARN"]
    ((_, body),) = keep(whole).objects.items()
    assert json.loads(body)["DDBStreamBatchInfo"]["streamArn"] == ""


def test_an_object_is_dated_in_utc_wherever_the_function_runs() -> None:
    with far_from_utc():
        (key,) = keep(record()).objects
    assert "/2026/11/22/2026-11-22T20.31.07-" in key
