"""With Transaction Search, traces are in CloudWatch Logs and are retrieved from there alone."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.xray.segments import Document
from local.xray.spans import spans_of
from local.xray.store import Account
from tests.support.local.xray.documents import text
from tests.support.tracing.good_traces import START, event_id, request, trace_id

LOGS, XRAY = "CloudWatchLogs", "XRay"
RANGE = {"StartTime": START - 60, "EndTime": START + 60}


def put(xray: Any, number: int) -> None:
    xray.put_trace_segments(TraceSegmentDocuments=[text(document) for document in request(number)])


def retrieve(xray: Any, *numbers: int, **span: float) -> list[dict[str, Any]]:
    """Start a retrieval, ask until it is complete, and return the traces of all pages."""
    ids = [trace_id(number) for number in numbers]
    token = xray.start_trace_retrieval(TraceIds=ids, **(RANGE | span))["RetrievalToken"]
    response = xray.list_retrieved_traces(RetrievalToken=token)
    assert (response["RetrievalStatus"], response["Traces"]) == ("RUNNING", [])
    response = xray.list_retrieved_traces(RetrievalToken=token, TraceFormat="XRAY")
    found: list[dict[str, Any]] = response["Traces"]
    while "NextToken" in response:
        response = xray.list_retrieved_traces(RetrievalToken=token, NextToken=response["NextToken"])
        found += response["Traces"]
    assert response["RetrievalStatus"] == "COMPLETE"
    return found


@pytest.fixture
def switched(xray: Any) -> Any:
    """X-Ray, whose account has Transaction Search."""
    assert xray.get_trace_segment_destination() | {"ResponseMetadata": ""} == {
        "Destination": XRAY,
        "Status": "ACTIVE",
        "ResponseMetadata": "",
    }
    xray.update_trace_segment_destination(Destination=LOGS)
    assert xray.get_trace_segment_destination()["Destination"] == LOGS
    return xray


def test_a_trace_is_found_by_no_other_way_than_a_retrieval(switched: Any) -> None:
    put(switched, 1)

    assert switched.batch_get_traces(TraceIds=[trace_id(1)])["Traces"] == []
    assert switched.get_trace_summaries(**RANGE)["TraceSummaries"] == []
    (trace,) = retrieve(switched, 1, 2)
    assert trace["Id"] == trace_id(1)
    assert len(trace["Spans"]) >= len(request(1)) - 1  # a subsegment by itself is part of its segment


def test_what_came_before_stays_where_it_was(xray: Any) -> None:
    put(xray, 1)
    xray.update_trace_segment_destination(Destination=LOGS)
    put(xray, 2)

    assert len(xray.batch_get_traces(TraceIds=[trace_id(1), trace_id(2)])["Traces"]) == 1
    assert [trace["Id"] for trace in retrieve(xray, 1, 2)] == [trace_id(2)]


def test_a_retrieval_looks_in_its_time_range_alone(switched: Any) -> None:
    put(switched, 1)

    assert retrieve(switched, 1, StartTime=START + 30) == []


def test_many_traces_come_in_pages(switched: Any) -> None:
    for number in range(25):
        put(switched, number)

    assert len(retrieve(switched, *range(25))) == 25


def test_without_transaction_search_there_is_nothing_to_retrieve_from(xray: Any) -> None:
    with pytest.raises(ClientError, match="InvalidRequestException"):
        xray.start_trace_retrieval(TraceIds=[trace_id(1)], **RANGE)


def test_a_retrieval_that_was_cancelled_or_never_was_is_unknown(switched: Any) -> None:
    token = switched.start_trace_retrieval(TraceIds=[trace_id(1)], **RANGE)["RetrievalToken"]
    switched.cancel_trace_retrieval(RetrievalToken=token)

    for unknown in (token, "never"):
        with pytest.raises(ClientError, match="ResourceNotFoundException"):
            switched.list_retrieved_traces(RetrievalToken=unknown)


def test_each_segment_and_subsegment_is_a_span_below_its_caller() -> None:
    reported: list[Document] = []
    account = Account(reported.append)
    account.destination = LOGS
    for document in request(1):
        account.put(text(document))

    spans = {span["name"]: span for document in reported for span in spans_of(document)}

    assert {span["traceId"] for span in spans.values()} == {trace_id(1)[2:].replace("-", "")}
    assert spans["dynamodb"]["parentSpanId"] in {spans["record preference"]["spanId"], spans["recommender"]["spanId"]}
    assert spans["recommender"]["parentSpanId"] == spans["record preference"]["spanId"]
    assert spans["recommender"]["attributes"]["event_id"] == event_id(1)
