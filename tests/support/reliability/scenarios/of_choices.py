"""What happens where it is decided who gets what."""

from collections.abc import Iterator

from tests.support.reliability.data import CONTEXTS, KINDS
from tests.support.reliability.faults import Fault
from tests.support.reliability.scenarios.steps import ADA, BEN, TEA_IN_TOWN, TEA_IN_VILLE, ask, deliver, hand_over, rush
from tests.support.reliability.world import World

_DAY = 24 * 3600


def a_customer_says_no_when_the_offer_was_decided_and_yes_again(world: World) -> Iterator[None]:
    ask(world)
    deliver(world, Fault("error", "sns", times=1))
    world.say_no(ADA)
    deliver(world)
    yield
    world.say_yes(ADA)
    hand_over(world)
    yield


def a_customer_said_no_a_moment_ago(world: World) -> Iterator[None]:
    ask(world)
    world.say_no(ADA)
    deliver(world, Fault("stale", "customers.batch_get"))
    yield


def dynamodb_leaves_wishes_unread(world: World) -> Iterator[None]:
    ask(world)
    world.say_no(ADA)
    deliver(world, Fault("partly", "customers.batch_get"))
    yield


def a_customer_asks_for_more_than_the_cap(world: World) -> Iterator[None]:
    world.deploy(cap=2)
    for context in CONTEXTS:
        ask(world, context=context)
        deliver(world)
        yield
    world.clock.advance(_DAY)
    ask(world)
    deliver(world)
    yield


def an_event_that_was_counted_is_tried_again(world: World) -> Iterator[None]:
    world.deploy(cap=1)
    ask(world)
    deliver(world, Fault("error", "offers.put_item", times=1))
    deliver(world)
    yield


def the_campaign_fails_right_after_its_last_recommendation(world: World) -> Iterator[None]:
    ask(world)
    deliver(world)
    world.switch_campaign("creating")
    for context in CONTEXTS:
        ask(world, context=context)
    deliver(world)
    yield


def the_campaign_fails_a_day_after_its_last_recommendation(world: World) -> Iterator[None]:
    ask(world)
    deliver(world)
    world.clock.advance(_DAY + 3600)
    world.switch_campaign("creating")
    ask(world)
    deliver(world)
    yield


def the_campaign_fails_in_a_rush_and_recovers(world: World) -> Iterator[None]:
    world.switch_campaign("creating")
    for seconds in (0, 1, 20):
        world.clock.advance(seconds)
        rush(world)
        world.mapping.drain()
        yield
    world.switch_campaign("active")
    for _ in range(3):
        world.clock.advance(20)
        ask(world)
        ask(world, BEN)
        deliver(world)
        yield


def the_campaign_is_absent_or_silent(world: World) -> Iterator[None]:
    for state in ("silent", "absent", "active"):
        world.switch_campaign(state)
        rush(world)
        world.mapping.drain()
        yield


def much_is_sold_out_and_the_catalogue_is_slow(world: World) -> Iterator[None]:
    world.restock("much is sold out")
    world.switch_campaign("absent")
    ask(world)
    deliver(world, Fault("slow", "catalogue.query"))
    yield


def much_sells_better_elsewhere(world: World) -> Iterator[None]:
    world.restock("sold elsewhere")
    world.switch_campaign("absent")
    ask(world, context=TEA_IN_TOWN)
    deliver(world)
    yield


def every_catalogue_is_offered_from(world: World) -> Iterator[None]:
    for kind in KINDS:
        world.restock(kind)
        for context in (TEA_IN_TOWN, TEA_IN_VILLE):
            ask(world, context=context)
        deliver(world)
        yield
        world.clock.advance(3600)
        ask(world)
        deliver(world)
        yield
