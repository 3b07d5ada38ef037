"""Search for a sequence of steps after which an invariant is broken.

Hypothesis (6.170) draws from the constants of all modules of ours that are imported. So the same examples are tried
each time only in a process that imports the same each time: ``python -m tests.support.reliability.search 300``.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.reliability.invariants.watch import ALL
from tests.support.reliability.machine import AnythingHappens
from tools.paths import FUNCTIONS_DIRECTORY, ROOT

STEPS = 25


def search(examples: int, *, watched: Iterable[str] = ALL, anew: bool = False, shrink: bool = True) -> Counter[str]:
    """Try so many ``examples`` and return what was met, how often.

    Others each time with ``anew``. Raises ``AssertionError`` for an invariant that is broken, and prints the steps: the
    fewest that were found, with ``shrink``.
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


def search_alone(examples: int, *, anew: bool) -> Counter[str]:
    """Do the same in a process of its own: without ``anew``, the same examples each time."""
    command = [sys.executable, "-m", __name__, str(examples), *(["anew"] if anew else [])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (FUNCTIONS_DIRECTORY, ROOT)))}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-20_000:]
    return Counter(json.loads(done.stdout.splitlines()[-1]))


if __name__ == "__main__":
    print(json.dumps(search(int(sys.argv[1]), anew="anew" in sys.argv)))
