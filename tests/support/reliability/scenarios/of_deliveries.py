"""What happens between the stream and the topic."""

from collections.abc import Iterator

from tests.support.reliability.data import CUSTOMERS, POISON
from tests.support.reliability.faults import Fault
from tests.support.reliability.operators import reconcile, redrive
from tests.support.reliability.scenarios.steps import BEN, ask, deliver, hand_over, rush
from tests.support.reliability.world import World

_DAY = 24 * 3600


def sns_takes_a_part_of_a_batch(world: World) -> Iterator[None]:
    for customer_id in CUSTOMERS:
        ask(world, customer_id)
    deliver(world, Fault("partly", "sns.publish_batch", times=1))
    yield


def sns_is_down_until_the_records_are_given_up(world: World) -> Iterator[None]:
    ask(world)
    ask(world, BEN)
    world.faults.armed.append(Fault("error", "sns"))
    world.mapping.drain()
    yield
    redrive(world)
    yield


def a_record_waits_twice_in_the_failure_bucket(world: World) -> Iterator[None]:
    """A delivery beside the mapping set it aside, and the mapping gave it up as well."""
    ask(world)
    hand_over(world, Fault("defect", "sns", times=1))
    with world.faults.meanwhile([Fault("error", "sns")]):
        world.mapping.drain()
    redrive(world)
    yield


def sns_is_down_and_nobody_redrives_before_the_offers_have_expired(world: World) -> Iterator[None]:
    ask(world)
    ask(world, BEN)
    with world.faults.meanwhile([Fault("error", "sns")]):
        world.mapping.drain()
    world.restock("unlike")
    world.wait(25 * 3600, expire=True)
    redrive(world)
    yield


def sns_refuses_and_nobody_redrives_before_the_offers_have_expired(world: World) -> Iterator[None]:
    """They are known not to have left, so others are made."""
    ask(world)
    ask(world, BEN)
    with world.faults.meanwhile([Fault("denied", "sns")]):
        world.mapping.drain()
    world.restock("unlike")
    world.wait(25 * 3600, expire=True)
    redrive(world)
    yield


def offers_that_may_have_been_published_expire(world: World) -> Iterator[None]:
    """Whatever was known of the attempts before, one whose end nobody knows leaves it open."""
    unmarked = Fault("error", "offers.update_item", skip=1)
    for fault in (Fault("lost", "sns", times=1), Fault("killed after", "sns", times=1), unmarked):
        for earlier in ("denied", "lost"):
            ask(world)
            deliver(world, Fault(earlier, "sns", times=1))
            deliver(world, fault)
            world.restock("unlike")
            world.wait(25 * 3600, expire=True)
            world.mapping.drain()
            redrive(world)
            reconcile(world)
            yield
            world.restock("full")


def an_event_comes_again_months_later(world: World) -> Iterator[None]:
    """Its decision is remembered as long as the event is; then it is too late to decide."""
    ask(world)
    deliver(world)
    yield
    world.restock("unlike")
    world.wait(36 * _DAY, expire=True)
    hand_over(world)
    yield
    world.wait(60 * _DAY, expire=True)
    world.poison.add(world.mapping.written[0].event["eventID"])
    hand_over(world)
    yield


def more_offers_leave_than_one_request_takes(world: World) -> Iterator[None]:
    rush(world)
    deliver(world)
    yield


def poison_stands_among_events(world: World) -> Iterator[None]:
    for kind in POISON:
        ask(world)
        world.add_poison(kind)
    ask(world)
    world.mapping.drain()
    yield


def poison_stands_behind_an_event_that_fails(world: World) -> Iterator[None]:
    ask(world)
    world.add_poison("foreign")
    for _ in range(3):
        deliver(world, Fault("error", "sns"))
        yield
    world.mapping.drain()
    yield


def poison_cannot_be_set_aside_at_first(world: World) -> Iterator[None]:
    for kind in ("error", "throttled", "denied", "timeout", "lost", "again", "killed", "killed after", "defect"):
        world.add_poison("foreign")
        ask(world)
        deliver(world, Fault(kind, "s3.put_object"))
        yield
        world.mapping.drain()
        yield


def a_bad_deployment_raises_for_every_record_and_is_taken_back(world: World) -> Iterator[None]:
    ask(world)
    ask(world, BEN)
    defect = Fault("defect", "catalogue.batch_get")
    deliver(world, defect)
    yield
    with world.faults.meanwhile([defect]):
        redrive(world)
    yield
    redrive(world)
    yield


def the_code_cannot_publish(world: World) -> Iterator[None]:
    ask(world)
    deliver(world, Fault("defect", "sns"))
    yield


def everything_is_slow_and_time_runs_out(world: World) -> Iterator[None]:
    rush(world)
    deliver(world, Fault("slow", "customers"), Fault("slow", "offers"))
    yield
    world.mapping.drain()
    yield


def the_function_is_killed_at_every_call(world: World) -> Iterator[None]:
    for kind in ("killed", "killed after"):
        for calls in range(8):
            ask(world)
            deliver(world, Fault(kind, "", skip=calls, times=1))
            yield
            world.mapping.drain()
            yield


def the_stream_drops_what_nobody_took(world: World) -> Iterator[None]:
    ask(world)
    world.trim()
    yield


def a_record_is_delivered_again(world: World) -> Iterator[None]:
    ask(world)
    deliver(world)
    hand_over(world)
    yield


def a_record_is_delivered_again_and_its_offer_is_not_seen(world: World) -> Iterator[None]:
    ask(world)
    deliver(world)
    world.restock("unlike")
    hand_over(world, Fault("stale", "offers.batch_get"))
    yield


def an_offer_was_decided_and_the_next_delivery_does_not_see_that(world: World) -> Iterator[None]:
    ask(world)
    deliver(world, Fault("error", "sns", times=1))
    yield
    world.restock("unlike")
    deliver(world, Fault("stale", "offers.batch_get"))
    yield


def an_offer_was_published_and_nobody_could_record_that(world: World) -> Iterator[None]:
    ask(world)
    deliver(world, Fault("error", "offers.update_item"), Fault("denied", "customers.put_item"))
    yield
    hand_over(world)
    yield


def every_call_is_slow(world: World) -> Iterator[None]:
    rush(world)
    deliver(world, Fault("slow", ""))
    yield


def deciding_takes_long_and_poison_cannot_be_set_aside(world: World) -> Iterator[None]:
    rush(world)
    world.add_poison("foreign")
    deliver(world, *(Fault("slow", calls, skip) for calls, skip in (("offers.put_item", 7), ("sns", 0), ("s3", 0))))
    yield


def deciding_takes_long_and_publishing_as_well(world: World) -> Iterator[None]:
    rush(world)
    deliver(world, Fault("slow", "offers.put_item", skip=7), Fault("slow", "sns"))
    yield
