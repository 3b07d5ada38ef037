"""No value that a storefront posts may reach a log line, a metric or a trace.

What it says beside the body, in the URL or a header, may not either, but for what docs/tracing.md names: the URL, the
client's address and user agent in API Gateway's own segment.
"""

import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.e2e.wire import send
from tests.support.target import Target, eventually

# Letters that no hexadecimal id, trace or request id can hold by accident.
NEEDLES = ("zqkept", "zqrefused")
CANARIES = ("canary-customer-zqkept", "canaryinterestzqkept", "Canary Location zqkept")
# Sent beside the body: in the query string, the user agent, a header of the contract and one that nobody knows.
ASIDE = ("zqquery", "zqagent", "zqkey", "zqheader")
IN_THE_SEGMENT = {"url": "zqquery", "user_agent": "zqagent"}
STAGE = "AWS::ApiGateway::Stage"
REFUSED_CANARIES = ("canary zqrefused@example.com", "canary\u0007zqrefused", "canary-zqrefused" * 9)


@pytest.fixture(scope="module")
def posted(target: Target) -> datetime:
    """Post canaries that are accepted, refused, and refused by a failing table; return when that began."""
    started = datetime.now(UTC) - timedelta(minutes=1)
    good = dict(zip(("customer_id", "interest", "location"), CANARIES, strict=True))
    bad = dict(zip(("customer_id", "interest", "location"), REFUSED_CANARIES, strict=True))
    assert target.post(good).status == 202
    assert target.post(bad).status == 400
    for name, value in bad.items():
        assert target.post({**good, name: value}).status == 400
    assert target.post(json.dumps(good).encode()[:-1]).status == 400
    if target.is_local:
        refused = {"service": "dynamodb", "operation": "PutItem", "status": 500, "code": "InternalServerError"}
        with target.fault(**refused):
            assert target.post(good).status == 503
    # Nothing in the catalogue suits the canary, so it may get no offer. One posted later comes after it.
    an_offer_was_published(target, good)
    return started


@pytest.fixture(scope="module")
def sent_aside(target: Target, posted: datetime) -> list[str]:
    """Post with canaries beside the body, one accepted and one refused; return the traces, both sampled."""
    good = dict(zip(("customer_id", "interest", "location"), CANARIES, strict=True))
    headers = {"User-Agent": "canary-zqagent", "X-Customer": "canary zqheader", "Content-Type": "application/json"}
    traces = []
    for body, status, key in ((good, 202, f"zqkey-{uuid.uuid4()}"), ({**good, "interest": ""}, 400, "zqkey")):
        root = f"1-{int(posted.timestamp()):08x}-{uuid.uuid4().hex[:24]}"
        sent = {**headers, "Idempotency-Key": key, "X-Amzn-Trace-Id": f"Root={root};Sampled=1"}.items()
        url = target.environment["API_URL"] + "/recommend?customer=canary-zqquery"
        response = send(target, json.dumps(body).encode(), sent, url=url)
        assert response.status == status
        assert [needle for needle in ASIDE if needle in json.dumps([response.body, response.headers])] == []
        traces.append(response.body["trace_id"])
    an_offer_was_published(target, good)
    return traces


def an_offer_was_published(target: Target, good: Mapping[str, str]) -> None:
    """Post and wait for the offer: so the functions have ended for all that the customer had posted before."""
    target.offers_for(target.post({**good, "interest": "organic_food", "location": "Cape Town"}).body["event_id"])


def log_events(target: Target, since: datetime) -> Iterator[str]:
    """Yield every log line of the deployment: functions, access log, execution log; locally of all there is."""
    logs = target.client("logs")
    everything = logs.get_paginator("describe_log_groups").paginate().search("logGroups[].logGroupName")
    for group in everything if target.is_local else target.outputs["log_group_names"].values():
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=group, startTime=int(since.timestamp() * 1000)
        )
        yield from pages.search("events[].message")


@pytest.mark.usefixtures("sent_aside")
def test_no_posted_value_is_in_any_log_line(target: Target, posted: datetime) -> None:
    lines = list(log_events(target, posted))

    assert len(lines) > 10
    assert [line for line in lines if any(needle in line for needle in (*NEEDLES, *ASIDE))] == []


@pytest.mark.usefixtures("posted", "sent_aside")
def test_no_posted_value_is_in_any_metric(target: Target) -> None:
    scope = {} if target.is_local else {"Namespace": target.outputs["metrics_namespace"]}
    pages = target.client("cloudwatch").get_paginator("list_metrics").paginate(**scope)
    metrics = pages.build_full_result()["Metrics"]

    assert metrics
    assert [metric for metric in metrics if any(needle in json.dumps(metric) for needle in (*NEEDLES, *ASIDE))] == []


def test_no_posted_value_is_in_any_trace(target: Target, posted: datetime) -> None:
    xray = target.client("xray")
    summaries = xray.get_paginator("get_trace_summaries").paginate(
        StartTime=posted, EndTime=datetime.now(UTC) + timedelta(minutes=1)
    )
    ids = [summary["Id"] for page in summaries for summary in page["TraceSummaries"]]
    assert ids
    for start in range(0, len(ids), 5):
        traces = xray.batch_get_traces(TraceIds=ids[start : start + 5])["Traces"]
        found = [needle for needle in NEEDLES if needle in json.dumps(traces, default=str)]
        assert found == []


def documents_of(target: Target, trace_id: str) -> list[dict[str, Any]]:
    """Return the segments of a trace once API Gateway's own is among them."""

    def read() -> list[dict[str, Any]]:
        traces = target.client("xray").batch_get_traces(TraceIds=[trace_id])["Traces"]
        return [json.loads(segment["Document"]) for trace in traces for segment in trace["Segments"]]

    found: list[dict[str, Any]] = eventually(read, lambda each: any(map(is_stage, each)), "API Gateway's segment")
    return found


def is_stage(document: Mapping[str, Any]) -> bool:
    return document.get("origin") == STAGE


def test_what_is_sent_beside_the_body_is_in_the_gateways_own_segment_alone(
    target: Target, sent_aside: list[str]
) -> None:
    for trace_id in sent_aside:
        documents = documents_of(target, trace_id)
        (kept,) = [document["http"].pop("request") for document in documents if is_stage(document)]

        assert {name: needle for name, needle in IN_THE_SEGMENT.items() if needle in kept.pop(name)} == IN_THE_SEGMENT
        assert kept["client_ip"]
        assert [needle for needle in (*NEEDLES, *ASIDE) if needle in json.dumps([kept, *documents])] == []


@pytest.mark.local_only
@pytest.mark.usefixtures("posted", "sent_aside")
def test_no_posted_value_is_in_the_local_stacks_own_log(stack_log: Path) -> None:
    text = stack_log.read_text()

    assert text
    assert [needle for needle in (*NEEDLES, *ASIDE) if needle in text] == []


@pytest.mark.usefixtures("posted", "sent_aside")
def test_no_posted_value_is_in_what_watches(target: Target) -> None:
    """Alarms with their reasons and messages, dashboards, and so the pictures of both, and the saved queries."""
    cloudwatch, kinds = target.client("cloudwatch"), ["MetricAlarm", "CompositeAlarm"]
    alarms = cloudwatch.get_paginator("describe_alarms").paginate(AlarmTypes=kinds).build_full_result()
    history = cloudwatch.get_paginator("describe_alarm_history").paginate(AlarmTypes=kinds).build_full_result()
    names = json.loads(target.environment["DASHBOARDS"]).values()
    dashboards = [cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"] for name in names]
    queries = target.client("logs").describe_query_definitions()["queryDefinitions"]
    shown = {"alarms": alarms, "history": history, "dashboards": dashboards, "queries": queries}

    assert all(shown.values())
    texts = {name: json.dumps(content, default=str) for name, content in shown.items()}
    assert {name for name, text in texts.items() if any(needle in text for needle in (*NEEDLES, *ASIDE))} == set()
