"""Traces over the wire: put, fetch, search, and the map of services."""

from typing import Any

import pytest

from local.modelled_api import ModelledApi
from local.xray.queries import PAGE_SIZE
from tests.support.local.modelled_api.in_process import send
from tests.support.local.xray.documents import START, TRACE_ID, segment, subsegment, text

RANGE = {"StartTime": START - 1, "EndTime": START + 60}
API = segment(
    1,
    "storefront/v1",
    origin="AWS::ApiGateway::Stage",
    http={"request": {"method": "POST", "url": "https://x/v1/recommend"}, "response": {"status": 503}},
    fault=True,
)
INGEST = segment(
    2,
    "ingest",
    parent=1,
    origin="AWS::Lambda::Function",
    user="u-1",
    annotations={"event_id": "e-1", "attempt": 2, "cold": True},
    subsegments=[subsegment(3, "dynamodb", namespace="aws", throttle=True, aws={"table_name": "CustomerInterest"})],
)


def trace_id(number: int) -> str:
    return f"1-65e00000-{number:024x}"


@pytest.fixture
def traced(xray: Any) -> Any:
    response = xray.put_trace_segments(TraceSegmentDocuments=[text(API), text(INGEST)])
    assert response["UnprocessedTraceSegments"] == []
    return xray


def test_segments_that_are_none_are_reported_and_the_others_kept(xray: Any) -> None:
    response = xray.put_trace_segments(TraceSegmentDocuments=["{", text({**segment(2), "name": ""}), text(segment(3))])
    reported = response["UnprocessedTraceSegments"]
    assert [entry["ErrorCode"] for entry in reported] == ["ParseError", "InvalidSegment"]
    assert [entry["Id"] for entry in reported] == ["", segment(2)["id"]]
    assert len(xray.batch_get_traces(TraceIds=[TRACE_ID])["Traces"][0]["Segments"]) == 1


def test_a_trace_comes_back_whole_with_what_was_inferred(traced: Any) -> None:
    response = traced.batch_get_traces(TraceIds=[TRACE_ID, trace_id(9)])
    (trace,) = response["Traces"]
    assert response["UnprocessedTraceIds"] == [trace_id(9)]
    assert (trace["Id"], trace["Duration"], trace["LimitExceeded"]) == (TRACE_ID, 0.12, False)
    assert [found["Id"] for found in trace["Segments"]][:2] == [API["id"], INGEST["id"]]
    assert '"inferred":true' in trace["Segments"][2]["Document"]


def test_at_most_five_traces_are_fetched_at_once(xray: Any) -> None:
    with pytest.raises(xray.exceptions.InvalidRequestException):
        xray.batch_get_traces(TraceIds=[trace_id(number) for number in range(6)])


def test_a_trace_of_more_than_500_kilobytes_exceeds_the_limit(xray: Any) -> None:
    big = [text(segment(number, metadata={"pad": "x" * 60_000})) for number in range(1, 10)]
    xray.put_trace_segments(TraceSegmentDocuments=big)
    assert xray.batch_get_traces(TraceIds=[TRACE_ID])["Traces"][0]["LimitExceeded"] is True


def test_a_summary_shows_what_the_segments_show(traced: Any) -> None:
    (summary,) = traced.get_trace_summaries(**RANGE)["TraceSummaries"]
    assert (summary["Id"], summary["Duration"], summary["ResponseTime"]) == (TRACE_ID, 0.12, 0.1)
    assert (summary["HasFault"], summary["HasError"], summary["HasThrottle"]) == (True, False, True)
    assert summary["Http"] == {"HttpURL": "https://x/v1/recommend", "HttpMethod": "POST", "HttpStatus": 503}
    assert summary["EntryPoint"]["Name"] == "storefront/v1"
    assert [service["Name"] for service in summary["ServiceIds"]] == ["storefront/v1", "ingest", "CustomerInterest"]
    values = {key: found[0]["AnnotationValue"] for key, found in summary["Annotations"].items()}
    assert values == {"event_id": {"StringValue": "e-1"}, "attempt": {"NumberValue": 2}, "cold": {"BooleanValue": True}}
    assert summary["Users"][0]["UserName"] == "u-1"


@pytest.mark.parametrize(("expression", "found"), [('annotation.event_id = "e-1"', 1), ("ok", 0), ("", 1)])
def test_summaries_are_filtered(traced: Any, expression: str, found: int) -> None:
    response = traced.get_trace_summaries(**RANGE, FilterExpression=expression)
    assert len(response["TraceSummaries"]) == found


@pytest.mark.parametrize(
    "change",
    [
        {"FilterExpression": "fault ="},
        {"EndTime": START - 2},
        {"EndTime": START + 7 * 3600},
        {"NextToken": "not-mine"},
    ],
)
def test_a_query_that_makes_no_sense_is_refused(traced: Any, change: dict[str, Any]) -> None:
    with pytest.raises(traced.exceptions.InvalidRequestException):
        traced.get_trace_summaries(**{**RANGE, **change})


def test_summaries_come_in_pages_newest_first(xray: Any) -> None:
    count = PAGE_SIZE + 20
    documents = [text(segment(number, trace_id=trace_id(number))) for number in range(count)]
    xray.put_trace_segments(TraceSegmentDocuments=documents)
    pages = list(xray.get_paginator("get_trace_summaries").paginate(**RANGE))
    assert [len(page["TraceSummaries"]) for page in pages] == [PAGE_SIZE, 20]
    ids = [summary["Id"] for page in pages for summary in page["TraceSummaries"]]
    assert ids == [trace_id(number) for number in reversed(range(count))]


def services_by_name(services: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {service.get("Name", service.get("Type", "")): service for service in services}


@pytest.mark.parametrize("operation", ["get_service_graph", "get_trace_graph"])
def test_the_graph_leads_from_the_client_to_the_table(traced: Any, operation: str) -> None:
    request = {"TraceIds": [TRACE_ID]} if operation == "get_trace_graph" else RANGE
    services = services_by_name(getattr(traced, operation)(**request)["Services"])
    assert set(services) == {"client", "storefront/v1", "ingest", "CustomerInterest"}
    names = {service["ReferenceId"]: name for name, service in services.items()}
    edges = {name: [names[edge["ReferenceId"]] for edge in service["Edges"]] for name, service in services.items()}
    assert edges == {
        "client": ["storefront/v1"],
        "storefront/v1": ["ingest"],
        "ingest": ["CustomerInterest"],
        "CustomerInterest": [],
    }
    assert services["CustomerInterest"]["Type"] == "AWS::DynamoDB::Table"
    assert [name for name, service in services.items() if service.get("Root")] == ["storefront/v1"]


def test_the_graph_counts_faults_errors_and_throttles(traced: Any) -> None:
    services = services_by_name(traced.get_service_graph(**RANGE)["Services"])
    assert services["storefront/v1"]["SummaryStatistics"]["FaultStatistics"]["TotalCount"] == 1
    assert services["ingest"]["SummaryStatistics"]["OkCount"] == 1
    table = services["CustomerInterest"]["SummaryStatistics"]
    assert (table["OkCount"], table["ErrorStatistics"]["ThrottleCount"], table["TotalCount"]) == (0, 1, 1)
    assert services["ingest"]["ResponseTimeHistogram"] == [{"Value": 0.1, "Count": 1}]


def test_a_group_narrows_the_graph(traced: Any) -> None:
    traced.create_group(GroupName="fine", FilterExpression="ok")
    traced.create_group(GroupName="faulty", FilterExpression="fault")
    assert traced.get_service_graph(**RANGE, GroupName="fine")["Services"] == []
    assert len(traced.get_service_graph(**RANGE, GroupName="faulty")["Services"]) == 4
    with pytest.raises(traced.exceptions.InvalidRequestException, match="Group not found"):
        traced.get_service_graph(**RANGE, GroupName="missing")


def found(xray: Any, expression: str) -> int:
    return len(xray.get_trace_summaries(**RANGE, FilterExpression=expression)["TraceSummaries"])


def test_a_group_in_an_expression_stands_for_its_own(traced: Any) -> None:
    arn = traced.create_group(GroupName="faulty", FilterExpression="fault OR error")["Group"]["GroupARN"]
    traced.create_group(GroupName="slow", FilterExpression="responsetime > 2")
    traced.create_group(GroupName="all")
    assert found(traced, 'group.name = "faulty" AND annotation.event_id = "e-1"') == 1
    assert found(traced, f'group.arn = "{arn}"') == 1
    assert found(traced, 'group.name = "all"') == 1
    assert found(traced, 'group.name = "slow"') == 0
    assert found(traced, '!group.name = "faulty" OR group.name != "faulty"') == 0
    assert found(traced, 'service("ingest") { group.name = "faulty" AND ok }') == 1
    traced.update_group(GroupName="slow", FilterExpression="duration > 0.1")
    assert found(traced, 'group.name = "slow"') == 1


def test_an_expression_with_a_group_that_cannot_be_is_refused(traced: Any) -> None:
    traced.create_group(GroupName="one", FilterExpression="ok")
    for expression in ('group.name = "two"', "group.name = 1", 'group.arn > "one"'):
        with pytest.raises(traced.exceptions.InvalidRequestException):
            found(traced, expression)
    with pytest.raises(traced.exceptions.InvalidRequestException, match="cannot name a group"):
        traced.create_group(GroupName="two", FilterExpression='group.name = "one"')


def test_telemetry_is_taken(xray: Any) -> None:
    xray.put_telemetry_records(TelemetryRecords=[{"Timestamp": START, "SegmentsSentCount": 3}], Hostname="here")


def test_requests_beyond_the_model_are_refused(api: ModelledApi) -> None:
    assert send(api, "/Traces", b"{}")[:2] == (400, "InvalidRequestException")
    assert send(api, "/TraceSummaries", b'{"StartTime": "now", "EndTime": 5}')[:2] == (400, "InvalidRequestException")
