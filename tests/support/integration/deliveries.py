"""Records of the stream, posts, and what comes of them."""

import json
from typing import Any

from botocore.exceptions import ReadTimeoutError

from tests.integration.conftest import Handler
from tests.support.fakes.events import event_id, interest_event, sample_event, stream_record
from tests.support.fakes.invocation import FakeContext
from tests.support.integration.cloud import Queue

CONTEXT = FakeContext(function_name="cxe-test-recommender")
TIMEOUT = ReadTimeoutError(endpoint_url="https://aws")
KEY = {"Idempotency-Key": "key-00001"}


def records(count: int = 3, **changes: Any) -> list[dict[str, Any]]:
    events = [interest_event(event_id=event_id(number), **changes) for number in range(count)]
    return [stream_record(event, str(number)) for number, event in enumerate(events)]


def failed(response: dict[str, Any]) -> list[str]:
    return [each["itemIdentifier"] for each in response["batchItemFailures"]]


def post(ingest: Handler, headers: dict[str, str] | None = KEY, **changes: Any) -> tuple[int, dict[str, Any]]:
    response = ingest(sample_event(headers, **changes), FakeContext(function_name="cxe-test-ingest"))
    return response["statusCode"], json.loads(response["body"])


def contents(queue: Queue) -> dict[str, set[str]]:
    """Event id → the contents that consumers got."""
    found: dict[str, set[str]] = {}
    for message in queue.messages():
        found.setdefault(json.loads(message["Body"])["id"], set()).add(message["Body"])
    return found
