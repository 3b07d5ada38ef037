"""Every invariant is kept by records that are worked on at the same time, in one environment and in two."""

import random
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from recommender.adapters.stream_batch import handle
from tests.support.fakes.invocation import CountedMetrics
from tests.support.reliability.clients import Personalize
from tests.support.reliability.data import CUSTOMERS, recommended
from tests.support.reliability.faults import POSSIBLE_FAULTS, Clock, Fault
from tests.support.reliability.history import parsed
from tests.support.reliability.invariants.watch import ALL, Watch
from tests.support.reliability.invoking import Context
from tests.support.reliability.scenarios.steps import rush
from tests.support.reliability.world import World

CAP = 3
# Whoever is killed takes the waiting threads along, as no thread of a test can be.
FAULTS = [what for what in POSSIBLE_FAULTS if not what[0].startswith("killed")]
# Several records may ask before the first has failed, and what each of them waits for adds up on the one clock.
WATCHED = ALL - {"the_circuit_opens_for_a_failing_campaign", "the_function_responds_in_time"}
# What can be seen without knowing which of two environments did it.
OF_TWO = (
    "nothing_accepted_is_lost",
    "one_event_has_one_offer",
    "an_offer_is_recorded_before_it_is_published",
    "who_said_no_hears_nothing",
    "nothing_but_poison_remains",
)


@pytest.fixture(autouse=True)
def _frequent_switches() -> Iterator[None]:
    kept = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(kept)


@pytest.fixture
def world() -> Iterator[World]:
    with ThreadPoolExecutor(32) as pool, World(cap=CAP, pool=pool) as world:
        world.faults.clock = Clock()  # or the times that threads wait would add up
        yield world


@pytest.mark.parametrize("seed", range(20))
def test_by_the_threads_of_one_environment(world: World, seed: int) -> None:
    chance, watch = random.Random(seed), Watch(world, WATCHED)
    for customer_id in CUSTOMERS:
        world.trace(sampled=chance.random() < 0.5)
        rush(world)
        faults = [Fault(*chance.choice(FAULTS), skip=chance.randrange(3), times=chance.randint(1, 4)) for _ in range(4)]
        with world.faults.meanwhile(faults):
            world.mapping.drain()
        watch.check()
        if chance.random() < 0.5:
            world.say_no(customer_id)
    watch.check_end()


@pytest.mark.parametrize("seed", range(20))
def test_by_two_environments_that_get_the_same_records(world: World, seed: int) -> None:
    chance, watch = random.Random(seed), Watch(world, OF_TWO)
    world.say_no(chance.choice(CUSTOMERS))
    rush(world)
    records = [record.event for record in world.mapping.written]
    faults = [Fault(*chance.choice(FAULTS), skip=chance.randrange(3), times=chance.randint(1, 4)) for _ in range(3)]
    with world.faults.meanwhile(faults):
        handle_twice(world, records)
    watch.check()
    watch.check_end()
    offers = Counter(parsed(body)["data"]["customer_id"] for body in set(world.topic.bodies))
    assert max(offers.values()) <= CAP


def handle_twice(world: World, records: list[dict[str, Any]]) -> None:
    """Have two environments handle ``records`` at the same time; what is counted is of no interest."""
    makers = [
        replace(world.functions.offer_maker(Personalize(world.faults, recommended)), counters=CountedMetrics())
        for _ in range(2)
    ]
    with ThreadPoolExecutor(2) as environments:
        list(environments.map(lambda maker: handle(maker, records, Context(world.clock, float("inf"))), makers))
