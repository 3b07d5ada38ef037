"""An event leaves as many bytes in the logs as docs/monitoring.md counts on."""

import time
from typing import Any

import pytest

from tests.support.monitoring.costs import LINE_OVERHEAD, LOG_BYTES
from tests.support.target import Target, eventually
from tools.journey import SAMPLE

pytestmark = pytest.mark.local_only  # nobody else posts meanwhile
EVENTS = 5
TOLERANCE = 0.25  # of a measured size: lines differ in their numbers, and a first invocation says more


def test_an_event_leaves_as_many_bytes_as_the_document_counts_on(target: Target) -> None:
    target.offers_for(target.post(SAMPLE).body["event_id"])  # so that no function starts later
    since = time.time()
    for _ in range(EVENTS):
        target.offers_for(target.post(SAMPLE).body["event_id"])

    def measured() -> dict[str, float]:
        return {group: _bytes(target, group, since) / EVENTS for group in LOG_BYTES}

    def as_counted_on(sizes: dict[str, float]) -> bool:
        return all(abs(sizes[group] - size) <= TOLERANCE * size for group, size in LOG_BYTES.items())

    eventually(measured, as_counted_on, f"within a quarter of {LOG_BYTES}")


def _bytes(target: Target, group: str, since: float) -> int:
    """Return how many bytes a log group has taken in since then, as CloudWatch Logs counts them."""
    pages = (
        target.client("logs")
        .get_paginator("filter_log_events")
        .paginate(logGroupName=target.outputs["log_group_names"][group], startTime=int(since * 1000))
    )
    events: list[dict[str, Any]] = [event for page in pages for event in page["events"]]
    return sum(len(event["message"].encode()) + LINE_OVERHEAD for event in events)
