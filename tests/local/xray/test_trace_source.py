"""Traces are found wherever their account keeps them; both services are the local stack's own."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.xray.documents import text
from tests.support.tracing.good_traces import START, event_id, request
from tools import trace, trace_source
from tools.trace_source import NotRetrievedError

HOUR = timedelta(hours=1)


@pytest.fixture
def xray(stack: Stack) -> Any:
    """X-Ray of an account with Transaction Search."""
    client = stack.client("xray")
    client.update_trace_segment_destination(Destination="CloudWatchLogs")
    yield client
    client.update_trace_segment_destination(Destination="XRay")


def put(xray: Any, number: int, seconds_ago: float = 60) -> str:
    """Send the trace of request ``number``, begun some time ago, and return its id."""
    moved = time.time() - seconds_ago - START
    trace_id = f"1-{int(START + moved):08x}-{number:024x}"
    documents = request(number)
    for document in documents:
        document["trace_id"] = trace_id
        for entity in (document, *document.get("subsegments", [])):
            entity["start_time"] += moved
            entity["end_time"] += moved
    xray.put_trace_segments(TraceSegmentDocuments=[text(document) for document in documents])
    return trace_id


def test_a_trace_in_cloudwatch_logs_is_found_by_its_event_and_read_whole(stack: Stack, xray: Any) -> None:
    expected, other, now = put(xray, 1), put(xray, 2), datetime.now(UTC)

    assert trace_source.find(xray, stack.client("logs"), event_id(1), now - HOUR, now) == [expected]
    names = {document["name"] for document in trace_source.fetch(xray, expected)}
    assert {"storefront/v1", "recommender", "consumer"} <= names
    assert trace_source.fetch(xray, other)


def test_a_trace_from_before_the_change_is_found_in_x_ray(stack: Stack, xray: Any) -> None:
    xray.update_trace_segment_destination(Destination="XRay")
    before, now = put(xray, 3), datetime.now(UTC)
    xray.update_trace_segment_destination(Destination="CloudWatchLogs")
    put(xray, 4)

    assert trace_source.find(xray, stack.client("logs"), event_id(3), now - HOUR, now) == [before]
    assert trace_source.fetch(xray, before)


def test_the_command_says_where_it_looks(
    stack: Stack, xray: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    trace_id = put(xray, 5)
    clients = {service: stack.client(service) for service in ("logs", "xray")}
    monkeypatch.setattr("tools.deployed.boto3.client", lambda service, **_: clients[service])
    monkeypatch.setattr("sys.argv", ["trace", event_id(5)])

    assert trace.main() == 0

    printed = capsys.readouterr()
    assert printed.out.startswith(trace_id)
    assert "Transaction Search" in printed.err


def test_a_retrieval_that_fails_is_said(xray: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    trace_id = put(xray, 6)
    monkeypatch.setattr(xray, "list_retrieved_traces", lambda **_: {"RetrievalStatus": "TIMEOUT"})

    with pytest.raises(NotRetrievedError, match="TIMEOUT"):
        trace_source.fetch(xray, trace_id)


def test_a_query_that_fails_is_said(stack: Stack, xray: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put(xray, 7)
    logs, now = stack.client("logs"), datetime.now(UTC)
    monkeypatch.setattr(logs, "get_query_results", lambda **_: {"status": "Failed"})

    with pytest.raises(NotRetrievedError, match="Failed"):
        trace_source.find(xray, logs, event_id(7), now - HOUR, now)
