"""No value that a storefront posts may reach a log line, a metric or a trace."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.target import Target

# Letters that no hexadecimal id, trace or request id can hold by accident.
NEEDLES = ("zqkept", "zqrefused")
CANARIES = ("canary-customer-zqkept", "canaryinterestzqkept", "Canary Location zqkept")
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
    target.offers_for(target.post({**good, "interest": "organic_food", "location": "Cape Town"}).body["event_id"])
    return started


def log_events(target: Target, since: datetime) -> Iterator[str]:
    """Yield every log line of the deployment: functions, access log, execution log; locally of all there is."""
    logs = target.client("logs")
    everything = logs.get_paginator("describe_log_groups").paginate().search("logGroups[].logGroupName")
    for group in everything if target.is_local else target.outputs["log_group_names"].values():
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=group, startTime=int(since.timestamp() * 1000)
        )
        yield from pages.search("events[].message")


def test_no_posted_value_is_in_any_log_line(target: Target, posted: datetime) -> None:
    lines = list(log_events(target, posted))

    assert len(lines) > 10
    assert [line for line in lines if any(needle in line for needle in NEEDLES)] == []


def test_no_posted_value_is_in_any_metric(target: Target, posted: datetime) -> None:
    scope = {} if target.is_local else {"Namespace": target.outputs["metrics_namespace"]}
    pages = target.client("cloudwatch").get_paginator("list_metrics").paginate(**scope)
    metrics = pages.build_full_result()["Metrics"]

    assert metrics
    assert [metric for metric in metrics if any(needle in json.dumps(metric) for needle in NEEDLES)] == []


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


@pytest.mark.local_only
def test_no_posted_value_is_in_the_local_stacks_own_log(stack_log: Path, posted: datetime) -> None:
    text = stack_log.read_text()

    assert text
    assert [needle for needle in NEEDLES if needle in text] == []
