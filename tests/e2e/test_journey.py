"""A preference's way from the storefront to the consumer, through everything that is deployed."""

import json
import re
import statistics
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import jsonschema
import pytest

from shared.trace_header import TraceHeader
from tests.support.target import Target, eventually
from tools.journey import SAMPLE, post_interest
from tools.paths import ROOT

CONTRACTS = ROOT / "contracts"


def test_a_post_without_a_key_is_refused_with_403_and_a_problem(target: Target) -> None:
    response = post_interest(target.environment["API_URL"], None, SAMPLE)

    assert response.status == 403
    assert response.headers["content-type"] == "application/problem+json"
    assert response.body["type"].startswith("urn:problem-type:customer-experience:")


def test_a_post_with_a_key_is_answered_with_202_event_and_trace(target: Target) -> None:
    response = target.post(SAMPLE)

    assert response.status == 202
    assert response.body["message"] == "Customer preference recorded."
    assert uuid.UUID(response.body["event_id"])
    assert re.fullmatch(r"1-[0-9a-f]{8}-[0-9a-f]{24}", response.body["trace_id"])


def test_the_offer_for_the_sample_suits_interest_and_location(target: Target) -> None:
    event_id = target.post(SAMPLE).body["event_id"]

    offer = target.offers_for(event_id)[event_id][0]

    jsonschema.validate(offer, json.loads((CONTRACTS / "offer.v1.schema.json").read_text()))
    assert offer["data"]["customer_id"] == "12345"
    assert offer["data"]["strategy"] == ("personalize" if target.outputs["personalize_campaign_arn"] else "popular")
    offered = offer["data"]["offers"]
    assert sum(item["category"] == "organic_food" for item in offered) > len(offered) / 2
    assert all(sold_in(target, item["item_id"]) & {"cape town", "everywhere"} for item in offered)


def sold_in(target: Target, item_id: str) -> set[str]:
    """Return the locations for which the catalogue lists an item."""
    key = {"item_id": {"S": item_id}}
    item = target.client("dynamodb").get_item(TableName=target.outputs["catalogue_table_name"], Key=key)["Item"]
    return set(item["locations"]["SS"])


def test_the_interest_table_keeps_what_was_posted_and_when(target: Target) -> None:
    before = datetime.now(UTC) - timedelta(seconds=5)
    event_id = target.post(SAMPLE).body["event_id"]

    item = target.interest_item("12345", event_id)

    assert {name: item[name]["S"] for name in SAMPLE} == SAMPLE
    assert before < datetime.fromisoformat(item["timestamp"]["S"]) < datetime.now(UTC) + timedelta(seconds=5)


def test_a_success_becomes_a_datapoint_in_cloudwatch(target: Target) -> None:
    target.post(SAMPLE)
    cloudwatch = target.client("cloudwatch")
    metric = {
        "Namespace": target.outputs["metrics_namespace"],
        "MetricName": "InsertSuccess",
        "Dimensions": [
            {"Name": "environment", "Value": target.outputs["environment"]},
            {"Name": "service", "Value": "ingest"},
        ],
    }

    def datapoints() -> list[dict[str, float]]:
        now = datetime.now(UTC)
        window = {"StartTime": now - timedelta(minutes=5), "EndTime": now + timedelta(minutes=1)}
        return cloudwatch.get_metric_statistics(**metric, **window, Period=60, Statistics=["Sum"])["Datapoints"]

    eventually(datapoints, lambda found: sum(point["Sum"] for point in found) >= 1, "InsertSuccess has no datapoint")


def test_one_trace_runs_from_the_gateway_to_both_functions(target: Target) -> None:
    # On AWS one request in twenty is traced, unless its caller decides.
    response = target.post(SAMPLE, **{"x-amzn-trace-id": f"Root={TraceHeader.new(sampled=True).root};Sampled=1"})
    target.offers_for(response.body["event_id"])

    ingest, recommender = target.outputs["ingest_function_name"], target.outputs["recommender_function_name"]
    segments = target.trace(response.body["trace_id"], {ingest, recommender})

    assert {segment["trace_id"] for segment in segments} == {response.body["trace_id"]}
    assert any(segment.get("origin") == "AWS::ApiGateway::Stage" for segment in segments)
    known = {identifier for segment in segments for identifier in identifiers(segment)}
    assert [s["name"] for s in segments if "parent_id" in s and s["parent_id"] not in known] == []


def identifiers(segment: dict[str, object]) -> list[str]:
    """Return the ids of a segment and of all its subsegments."""
    children = segment.get("subsegments", [])
    assert isinstance(children, list)
    return [str(segment["id"]), *(found for child in children for found in identifiers(child))]


@pytest.mark.volume
def test_500_posts_from_8_clients_all_arrive_and_each_once(target: Target, figures: pytest.Function) -> None:
    def post(number: int) -> str:
        response = target.post_until_accepted({**SAMPLE, "customer_id": f"load-{number}"})
        assert response.status == 202, response.body
        return str(response.body["event_id"])

    started = time.perf_counter()
    with ThreadPoolExecutor(target.started_clients(8)) as clients:
        event_ids = list(clients.map(post, range(500)))
    posted = time.perf_counter()
    received = target.offers_for(*event_ids)
    delivered = time.perf_counter()

    assert len(set(event_ids)) == 500
    assert set(event_ids) <= received.keys()
    contents = {event_id: {json.dumps(copy, sort_keys=True) for copy in received[event_id]} for event_id in event_ids}
    assert all(len(copies) == 1 for copies in contents.values())
    figures(
        "500 posts from 8 clients",
        f"{500 / (posted - started):.0f} posts/s, all delivered in {delivered - started:.1f} s",
    )


def test_offers_reach_the_queue_soon_after_the_post(target: Target, figures: pytest.Function) -> None:
    posts, arrivals = [], []
    for number in range(40):
        started = time.perf_counter()
        response = target.post({**SAMPLE, "customer_id": f"latency-{number}"})
        posts.append(time.perf_counter() - started)
        target.offers_for(response.body["event_id"])
        arrivals.append(time.perf_counter() - started)

    for name, seconds in (("POST answered", posts), ("POST to consumer queue", arrivals)):
        p50, p95 = (statistics.quantiles(seconds, n=100)[rank - 1] * 1000 for rank in (50, 95))
        figures(name, f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, one client, {len(seconds)} posts")
