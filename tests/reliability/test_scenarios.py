"""Where chance needs long to get: every promise holds there, too."""

from collections import Counter

import pytest

from tests.reliability.scenarios.play import SCENARIOS, play

# Without any of these, the scenarios would prove less than it seems.
TO_BE_MET = {
    *("answered 202", "answered 409", "answered 502", "answered 503"),
    *("personalize", "last-good", "popular", "catalogue", "do-not-contact", "daily-cap", "nothing to offer"),
    *("disturbed invocations", "killed invocations", "failed records", "given up records", "rests of the campaign"),
}


@pytest.mark.parametrize("traced", [True, False], ids=["traced", "not traced"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_promise_is_kept_when(name: str, traced: bool) -> None:
    play(name, traced=traced)


def test_the_scenarios_meet_everything_that_can_be_met() -> None:
    met = sum((play(name, traced=False) for name in SCENARIOS), Counter[str]())
    assert set(met) == TO_BE_MET | {"examples", "invocations"}
