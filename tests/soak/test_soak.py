"""Nothing accepted is lost and nothing is offered with two contents, whatever AWS does meanwhile."""

import os
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.soak.consumer import Consumer
from tests.support.soak.failures import Failures, images_of
from tests.support.soak.fault_schedule import spells
from tests.support.soak.poison import Poisoner
from tests.support.soak.run import Run
from tests.support.soak.storefront import Storefront
from tests.support.soak.stream_mapping import StreamMapping
from tests.support.target import Target
from tools.command import FAILED

POSTS = int(os.environ.get("SOAK_POSTS", "1000"))
"""In all. Every change is tested with some; ``make soak`` takes as many as are wanted, 5,000 if nothing is said."""

SETTLE_SECONDS = 120 + POSTS / 20
QUIET_SECONDS = 1.5

pytestmark = [pytest.mark.local_only, pytest.mark.timeout(600 + POSTS / 5)]

# How the mapping delivers, and how many posts.
SETTINGS = [
    pytest.param({"ParallelizationFactor": 1, "BatchSize": 100}, POSTS * 2 // 5, id="one lane, batches of 100"),
    pytest.param({"ParallelizationFactor": 10, "BatchSize": 100}, POSTS * 2 // 5, id="ten lanes, batches of 100"),
    pytest.param({"ParallelizationFactor": 10, "BatchSize": 1}, POSTS // 5, id="ten lanes, batches of 1"),
]


@pytest.mark.parametrize(("settings", "posts"), SETTINGS)
def test_every_accepted_post_becomes_one_offer(
    settings: dict[str, int],
    posts: int,
    request: pytest.FixtureRequest,
    target: Target,
    stack_pid: int,
    mapping: StreamMapping,
    storefront: Storefront,
    poisoner: Poisoner,
    consumer: Consumer,
    failures: Failures,
    operate: Callable[[str, int], str],
    figures: Callable[[str, str], None],
) -> None:
    before, started = consumer.received(), time.monotonic()

    def since() -> str:
        return f"{time.monotonic() - started:.0f} s"

    with mapping.changed(MaximumRetryAttempts=1, **settings):
        schedule = Run(target, stack_pid, storefront, poisoner, spells(target), posts).go()
        posted_within = since()
        assert unsettled(storefront.accepted, poisoner.event_ids, consumer, failures) == set()
    given_up = failures.event_ids() - poisoner.event_ids

    # Poison is left to both commands, and they say so.
    operate("redrive", FAILED)
    operate("reconcile --settle 0", FAILED)
    consumer.has(*storefront.accepted, within=SETTLE_SECONDS)
    time.sleep(QUIET_SECONDS)

    accepted, delivered, stays = storefront.accepted, consumer.received() - before, failures.objects()
    copies = sum(consumer.copies[event_id] for event_id in delivered)
    strategies = Counter(consumer.strategies[event_id] for event_id in delivered)
    figures(
        f"soak, {request.node.callspec.id}",
        f"{len(accepted)} accepted in {posted_within}, {len(delivered & accepted)} delivered, "
        f"{len(accepted - delivered)} lost, {copies - len(delivered)} repeats dropped; "
        f"{len(given_up)} redriven, {len(stays)} poison kept; {counted(strategies)}; "
        f"answers {counted(storefront.statuses)}; killed {counted(schedule.killed)}; {since()} in all",
    )
    assert accepted - delivered == set()
    assert [event_id for event_id in delivered if len(consumer.contents[event_id]) != 1] == []
    assert storefront.contradictions == []
    # Nobody was told of a post without an answer; if it was kept, it may have become an offer.
    assert delivered - accepted <= stored(target)
    assert poisoner.event_ids & delivered == set()
    images = [image for document in stays.values() for image in images_of(document)]
    # Some twice: by the function, and by the mapping when a function was killed after it had done so.
    assert {image["event_id"]["S"] for image in images} == poisoner.event_ids
    assert all(schedule.killed.values())


def unsettled(accepted: set[str], poison: set[str], consumer: Consumer, failures: Failures) -> set[str]:
    """Wait until each event was delivered or given up, and poison set aside; return those that are not in time."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while True:
        stored_whole = failures.event_ids()
        missing = (accepted - consumer.received() - stored_whole) | (poison - stored_whole)
        if not missing or time.monotonic() > deadline:
            return missing
        time.sleep(1)


def stored(target: Target) -> set[str]:
    """Return the ids of all events that the interest table holds."""
    pages = target.client("dynamodb").get_paginator("scan")
    found = pages.paginate(TableName=target.environment["INTEREST_TABLE"], ProjectionExpression="event_id")
    return {item["event_id"]["S"] for page in found for item in page["Items"]}


def counted(counts: Counter[Any]) -> str:
    """Return counts as text, most first."""
    return ", ".join(f"{count} × {name}" for name, count in counts.most_common())
