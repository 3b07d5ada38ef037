"""Measure a running deployment from outside: how soon posts are answered and offers arrive, and how many per second.

The deployment is the stack that is up, or one that is brought up for it and taken down again.

Every row has a baseline, measured in turn with it in the same run, so that the ratio holds on a slow or noisy machine:
the same way without this project's code (the gateway answering ``OPTIONS`` by itself; a message published to a topic of
its own). Gates nothing.
"""

import json
import os
import statistics
import time
import urllib.request
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from botocore.config import Config

from local.cli import DEFAULT_PORT, STACK_FILE, down, up
from local.deployment import load_stack, read_environment_file
from tests.support.performance.own_topic import OwnTopic, own_topic
from tests.support.performance.tracing_cost import measure
from tools import own_aws
from tools.journey import post_interest, receive_offers
from tools.this_machine import opener_for

ROUNDS = 60
LOAD_POSTS = 500
LOAD_CLIENTS = 8
SAMPLE = {"interest": "organic_food", "location": "Cape Town"}


@dataclass(frozen=True)
class Row:
    """One line of the table; durations in milliseconds, rates per second, ``ratio`` to the baseline's p50 or rate."""

    name: str
    value: str
    baseline: str
    ratio: float


def measure_stack(progress: Callable[[str], None]) -> list[Row]:
    """Measure the local stack that is up; without one, bring one up for it."""
    stack = load_stack(STACK_FILE)
    is_up = stack is not None and stack.runs()
    if not is_up:
        progress("a local stack is brought up")
        up(int(os.environ.get("PORT", DEFAULT_PORT)))
    try:
        progress("posts and offers on the local stack")
        return [*measure_deployment(read_environment_file()), *tracing_rows()]
    finally:
        if not is_up:
            down()


def measure_deployment(environment: Mapping[str, str], rounds: int = ROUNDS, posts: int = LOAD_POSTS) -> list[Row]:
    """Measure the deployment that ``environment`` describes (the lines of ``.local/env``)."""
    where = environment["AWS_ENDPOINT_URL"], environment["AWS_REGION"]
    keys = environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"]
    clients = {name: own_aws.client(name, *where, keys, Config()) for name in ("sqs", "sns")}
    with own_topic(clients["sns"], clients["sqs"]) as topic:
        bench = Bench(environment, clients["sqs"], clients["sns"], topic)
        bench.post("warm-up")
        return [
            latency_row(
                "POST answered, one client", bench.post_responded, "OPTIONS, gateway alone", bench.preflight, rounds
            ),
            latency_row(
                "POST to consumer queue", bench.post_to_queue, "SNS publish to queue", bench.publish_to_queue, rounds
            ),
            load_row(bench, posts),
        ]


@dataclass(frozen=True)
class Bench:
    """The things that are timed."""

    environment: Mapping[str, str]
    sqs: Any
    sns: Any
    topic: OwnTopic

    def post(self, customer: str) -> str:
        """Post one preference and return its event id."""
        body = {"customer_id": customer, **SAMPLE}
        response = post_interest(self.environment["API_URL"], self.environment["API_KEY"], body)
        if response.status != 202:
            raise RuntimeError(f"POST /recommend answered {response.status}")
        return str(response.body["event_id"])

    def receive(self, *event_ids: str) -> None:
        """Wait until the offers of these events arrived."""
        receive_offers(self.sqs, self.environment["OFFERS_QUEUE_URL"], set(event_ids), deadline_seconds=60)

    def post_responded(self) -> None:
        """One post."""
        self.post("bench")

    def preflight(self) -> None:
        """One request that the gateway answers by itself."""
        request = urllib.request.Request(f"{self.environment['API_URL']}/recommend", method="OPTIONS")
        with opener_for(request.full_url).open(request, timeout=30):
            pass

    def post_to_queue(self) -> None:
        """One post and its offer."""
        self.receive(self.post("bench"))

    def publish_to_queue(self) -> None:
        """One message straight to a topic and off its queue."""
        identifier = str(uuid.uuid4())
        self.sns.publish(TopicArn=self.topic.arn, Message=json.dumps({"id": identifier}))
        receive_offers(self.sqs, self.topic.queue_url, {identifier}, deadline_seconds=60)


def latency_row(
    name: str, action: Callable[[], None], baseline_name: str, baseline: Callable[[], None], rounds: int
) -> Row:
    """Time ``action`` and ``baseline`` in turn."""
    taken: dict[str, list[float]] = {"action": [], "baseline": []}
    for _ in range(rounds):
        for key, call in (("action", action), ("baseline", baseline)):
            started = time.perf_counter()
            call()
            taken[key].append((time.perf_counter() - started) * 1000)
    ratio = statistics.median(taken["action"]) / statistics.median(taken["baseline"])
    return Row(
        name, percentiles(taken["action"]), f"{baseline_name}: {percentiles(taken['baseline'])}", round(ratio, 2)
    )


def load_row(bench: Bench, posts: int) -> Row:
    """Post from several clients at once and count until the last offer arrived; the baseline is one client."""
    rates = {}
    for clients, count in ((1, posts // 5), (LOAD_CLIENTS, posts)):
        started = time.perf_counter()
        with ThreadPoolExecutor(clients) as pool:
            event_ids = list(pool.map(bench.post, [f"bench-{number}" for number in range(count)]))
        bench.receive(*event_ids)
        rates[clients] = count / (time.perf_counter() - started)
    name = f"{posts} posts from {LOAD_CLIENTS} clients, all delivered"
    ratio = rates[LOAD_CLIENTS] / rates[1]
    return Row(name, f"{rates[LOAD_CLIENTS]:.0f}/s", f"one client: {rates[1]:.0f}/s", round(ratio, 2))


def tracing_rows() -> list[Row]:
    """What tracing costs a record, in processes of their own; the baseline is the same record without tracing."""
    costs = measure()
    off = costs.pop("off")
    baseline = f"no tracing: {off.microseconds:.0f} µs"
    return [
        Row(
            f"record with two AWS calls, tracing {mode}",
            f"{cost.microseconds:.0f} µs CPU, {cost.microseconds - off.microseconds:+.0f} µs",
            baseline,
            round(cost.microseconds / off.microseconds, 2),
        )
        for mode, cost in costs.items()
    ]


def percentiles(milliseconds: list[float]) -> str:
    """Return p50 and p95 for people."""
    cuts = statistics.quantiles(milliseconds, n=100)
    return f"p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms"


def lines(rows: list[Row]) -> list[tuple[str, ...]]:
    """Return the rows for a table, headings first."""
    headings = ("what", "measured", "baseline, same run", "ratio")
    return [headings, *((row.name, row.value, row.baseline, f"{row.ratio}") for row in rows)]
