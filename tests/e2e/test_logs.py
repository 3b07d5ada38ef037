"""What the functions log is a log event of the contract, and each saved query finds in the logs what it promises."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import pytest

from tests.support.docs.logging import documented_results
from tests.support.e2e.queries import Row, SavedQuery, saved_queries
from tests.support.logs import complaints, own_lines
from tests.support.monitoring.files import QUERIES
from tests.support.target import Target, eventually
from tools.journey import SAMPLE

pytestmark = pytest.mark.local_only  # services are made to fail
SLOW_MS = 500


@dataclass(frozen=True)
class Traffic:
    """What was posted: the answers to an accepted post, one whose offer was slow, and one that fell back."""

    since: datetime
    fast: dict[str, Any]
    slow: dict[str, Any]
    fallen_back: dict[str, Any]


@pytest.fixture(scope="module")
def traffic(target: Target) -> Traffic:
    """Post what is accepted, refused by API Gateway and by ingest, and what services fail for."""
    since = datetime.now(UTC)
    key = uuid.uuid4().hex
    fast = target.post(SAMPLE, **{"idempotency-key": key}).body
    target.offers_for(fast["event_id"])
    assert target.post({**SAMPLE, "interest": "toys"}, **{"idempotency-key": key}).status == 409
    for _ in range(2):
        assert target.post({"customer_id": "12345"}).status == 400
    assert target.post({**SAMPLE, "interest": ""}).status == 400
    table = target.environment["INTEREST_TABLE"]
    with target.fault(service="dynamodb", resource=table, status=500, code="InternalServerError"):
        assert target.post(SAMPLE).status == 503
    with target.fault(service="personalize-runtime", status=500, code="InternalServerError"):
        fallen_back = target.post({**SAMPLE, "customer_id": f"c-{key}"}).body
        target.offers_for(fallen_back["event_id"])
    with target.fault(service="sns", operation="Publish", delay_ms=SLOW_MS):
        slow = target.post(SAMPLE, **{"x-amzn-trace-id": f"{sampled_trace()}"}).body
        target.offers_for(slow["event_id"])
    return Traffic(since, fast, slow, fallen_back)


def sampled_trace() -> str:
    return f"Root=1-{int(datetime.now(UTC).timestamp()):08x}-{uuid.uuid4().hex[:24]};Sampled=1"


@pytest.fixture(scope="module")
def saved(target: Target) -> dict[str, SavedQuery]:
    return saved_queries(target)


Rows = Callable[..., list[Row]]


@pytest.fixture
def rows(target: Target, traffic: Traffic, saved: dict[str, SavedQuery]) -> Rows:
    """Runs a saved query over the traffic until its rows hold, since log lines come after answers."""

    def run(name: str, holds: Callable[[list[Row]], bool], **values: str) -> list[Row]:
        query = saved[QUERIES[name]["title"]]
        found: list[Row] = eventually(lambda: query.rows(target, traffic.since, **values), holds, f"rows of {name}")
        assert {*chain.from_iterable(found)} - {"@ptr"} <= documented_results()[QUERIES[name]["title"]]
        return found

    return run


def test_the_queries_that_are_saved_are_those_of_the_project(target: Target, saved: dict[str, SavedQuery]) -> None:
    names = target.outputs["log_group_names"]

    assert {title: query.log_groups for title, query in saved.items()} == {
        each["title"]: [names[key] for key in each["log_groups"]] for each in QUERIES.values()
    }


@pytest.mark.usefixtures("traffic")
@pytest.mark.parametrize("function", ["ingest", "recommender"])
def test_every_line_of_a_function_is_a_log_event_a_metric_or_lambdas_own(target: Target, function: str) -> None:
    pages = target.client("logs").get_paginator("filter_log_events")
    group = target.outputs["log_group_names"][function]
    written = list(pages.paginate(logGroupName=group).search("events[].message"))
    lines = own_lines(written)

    assert len([line for line in lines if "outcome" in line]) >= 3
    assert len(lines) < len(written)
    assert {line["cold_start"] for line in lines} == {True, False}
    assert [said for line in lines for said in complaints(line)] == []


def test_the_slowest_offer_comes_first(rows: Rows, traffic: Traffic) -> None:
    found = rows("slowest-offers", lambda rows: any(row["event_id"] == traffic.slow["event_id"] for row in rows))
    times = [int(row["time_to_offer_ms"]) for row in found]
    (slow,) = [row for row in found if row["event_id"] == traffic.slow["event_id"]]

    assert times == sorted(times, reverse=True)
    assert int(slow["time_to_offer_ms"]) >= int(slow["duration_ms"]) >= SLOW_MS
    assert slow["trace_id"] == traffic.slow["trace_id"]
    assert slow["strategy"]


def test_one_events_life_is_told_in_order_by_every_hop(rows: Rows, target: Target, traffic: Traffic) -> None:
    groups = target.outputs["log_group_names"]
    placeholders = {"EVENT_ID": traffic.slow["event_id"], "TRACE_ID": traffic.slow["trace_id"]}

    def all_hops(rows: list[Row]) -> bool:
        return {row["@log"].rpartition(":")[2] for row in rows} == {
            groups[key] for key in QUERIES["one-event"]["log_groups"]
        }

    found = rows("one-event", all_hops, **placeholders)

    assert [row["@timestamp"] for row in found] == sorted(row["@timestamp"] for row in found)
    hops = [row["@log"].rpartition(":")[2] for row in found if '"outcome"' in row["@message"]]
    assert hops == [groups["ingest"], groups["recommender"]]


def test_refusals_are_counted_by_reason_and_client(rows: Rows, target: Target) -> None:
    client = target.outputs["api_key_ids"]["storefront"]
    by_ingest = {"invalid-request": 1, "idempotency-conflict": 1, "service-unavailable": 1}
    expected = {"BAD_REQUEST_BODY": 2, **by_ingest}

    def counted(rows: list[Row]) -> dict[str, int]:
        return {row["reason"]: int(row["refusals"]) for row in rows if row["api_key_id"] == client}

    found = rows("refusals", lambda rows: counted(rows) == expected)

    assert counted(found) == expected


def test_fallbacks_are_counted_by_error_and_by_who_chose(rows: Rows) -> None:
    found = rows("fallbacks", bool)

    assert [int(row["events"]) for row in found] == [1]
    assert found[0]["fallback.error_code"] == "InternalServerError"
    assert found[0]["strategy"] not in {"", "personalize"}


def test_failures_are_counted_by_error(rows: Rows) -> None:
    found = rows("failures", bool)

    assert [(row["service"], row["message"], row["error_code"], row["failures"]) for row in found] == [
        ("ingest", "Event not stored.", "InternalServerError", "1")
    ]


def test_cost_drivers_are_told_of_every_log_group(rows: Rows, target: Target) -> None:
    groups = {key: target.outputs["log_group_names"][key] for key in QUERIES["cost-drivers"]["log_groups"]}

    def by_key(rows: list[Row]) -> dict[str, Row]:
        names = {row["@log"].rpartition(":")[2]: row for row in rows}
        return {key: names[name] for key, name in groups.items() if name in names}

    found = by_key(rows("cost-drivers", lambda rows: len(by_key(rows)) == len(groups)))

    assert all(int(row["log_bytes"]) > int(row["log_events"]) > 0 for row in found.values())
    assert int(found["ingest"]["invocations"]) >= 5
    assert int(found["recommender"]["invocations"]) >= 3
    assert all(int(found[key]["billed_ms"]) > 0 for key in ("ingest", "recommender"))
    assert found["api_access"]["invocations"] == "0"
