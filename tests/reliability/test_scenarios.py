"""Where chance needs long to get: every invariant holds there, too."""

from collections import Counter

import pytest

from tests.support.reliability.faults import POSSIBLE_FAULTS, Fault
from tests.support.reliability.invariants.evidence import published_offers
from tests.support.reliability.scenarios.play import SCENARIOS, play
from tests.support.reliability.scenarios.steps import rush
from tests.support.reliability.world import World

# Without any of these, the scenarios would prove less than it seems.
TO_BE_MET = {
    *("answered 202", "answered 409", "answered 502", "answered 503"),
    *("personalize", "last-good", "popular", "catalogue", "do-not-contact", "daily-cap", "expired", "nothing to offer"),
    *("disturbed invocations", "killed invocations", "failed records", "given up records", "records set aside"),
    "rests of the campaign",
}


@pytest.mark.parametrize("traced", [True, False], ids=["traced", "not traced"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_invariant_holds_when(name: str, traced: bool) -> None:
    play(name, traced=traced)


@pytest.mark.parametrize(
    ("kind", "calls"), [what for what in POSSIBLE_FAULTS if what[0] in {"error", "throttled", "denied", "timeout"}]
)
@pytest.mark.parametrize("traced", [True, False], ids=["traced", "not traced"])
def test_ten_minutes_without_a_service_put_nothing_into_the_failure_bucket(kind: str, calls: str, traced: bool) -> None:
    with World() as world:
        world.trace(sampled=traced)
        rush(world)
        ends = world.clock.seconds + 600
        with world.faults.meanwhile([Fault(kind, calls)]):
            while world.clock.seconds < ends and world.mapping.deliver(0):
                pass
        world.mapping.drain()
        assert world.bucket.objects == {}
        assert len(published_offers(world)) == len(world.posts)


def test_the_scenarios_meet_everything_that_can_be_met() -> None:
    met = sum((play(name, traced=False) for name in SCENARIOS), Counter[str]())
    assert set(met) == TO_BE_MET | {"examples", "invocations"}
