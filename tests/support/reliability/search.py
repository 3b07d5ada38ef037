"""Search for a sequence of steps after which a invariant is broken."""

from collections import Counter
from collections.abc import Iterable

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.reliability.invariants.watch import ALL
from tests.support.reliability.machine import AnythingHappens

STEPS = 25


def search(examples: int, *, watched: Iterable[str] = ALL, anew: bool = False, shrink: bool = True) -> Counter[str]:
    """Try so many ``examples`` and return what was met, how often.

    They are the same each time, or others with ``anew``. Raises ``AssertionError`` for a invariant that is broken, and
    prints the steps: the fewest that were found, with ``shrink``.
    """
    invariants, met = watched, Counter[str]()

    class Search(AnythingHappens):
        watched = invariants
        counted = met

    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    options = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        derandomize=not anew,
        database=None,
        deadline=None,
        phases=phases,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Search, settings=options)
    return met
