"""Whatever happens, in whatever order, every invariant is kept."""

import os
import time
from collections import Counter
from collections.abc import Callable

import pytest

from tests.support.reliability.search import STEPS, search_alone

EXAMPLES = 300
LONGER = float(os.environ.get("RELIABILITY_SECONDS", "0"))
# Without any of these, the search would prove less than it seems.
TO_BE_MET = {"answered 202", "answered 503", "disturbed invocations", "killed invocations", "given up records"}


@pytest.mark.timeout(300 + LONGER)
def test_every_invariant_holds_whatever_happens(figures: Callable[[str, str], None]) -> None:
    started = time.perf_counter()
    met: Counter[str] = Counter()
    while not met or time.perf_counter() - started < LONGER:
        met += search_alone(EXAMPLES, anew=bool(LONGER))
    seconds = time.perf_counter() - started

    assert set(met) >= TO_BE_MET, sorted(TO_BE_MET - set(met))
    figures(
        "search for a broken invariant",
        f"{met['examples']:,} examples of up to {STEPS} steps in {seconds:.0f} s: {met['answered 202']:,} events, "
        f"{met['invocations']:,} invocations, {met['disturbed invocations']:,} of them disturbed, 0 findings",
    )
