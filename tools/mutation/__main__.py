"""Try mutants of the functions: ``python -m tools.mutation``; ``make mutants`` calls it.

It goes on where an earlier run ended. Mutants that survived and are not listed are tried again.
"""

import argparse
import random
import re
import sys
from collections import Counter
from collections.abc import Collection, Sequence

from tools.command import DONE, FAILED, INTERRUPTED, Progress, whole_number
from tools.mutation.listed import LISTING, Change, ListingError, change_of, listed, stale, unlisted
from tools.mutation.stage import KILLED, SURVIVED, Mutant, MutmutError, Stage

ALONE = Stage(
    "alone",
    ("tests/unit/ingest", "tests/unit/recommender", "tests/unit/shared"),
    without=("tests/unit/ingest/test_any_input.py", "tests/unit/recommender/test_any_record.py"),
)
_INTEGRATION = ("fault_matrix", "ingest", "privacy", "recommender", "trace")
TOGETHER = Stage(
    "together",
    (
        *("tests/contracts/test_input.py", "tests/tracing", "tests/reliability/test_scenarios.py"),
        *(f"tests/integration/test_{name}.py" for name in _INTEGRATION),
    ),
)
STAGES = (ALONE, TOGETHER)
MOST_SURVIVORS = 0.05
"""The part of all mutants that may survive, each of them listed."""
SEED = 20261130


def chosen(mutants: Collection[Mutant], modules: Collection[str], sample: int) -> list[Mutant]:
    """Return the mutants of ``modules`` (none: of all), or ``sample`` of them (0: all), the same ones each time."""
    wanted = [mutant for mutant in mutants if not modules or mutant.module in modules]
    if not sample or sample >= len(wanted):
        return wanted
    return random.Random(SEED).sample(sorted(wanted, key=lambda mutant: mutant.name), sample)  # noqa: S311


def settle(mutants: Collection[Mutant], known: Collection[Change], *, anew: bool) -> dict[Mutant, str]:
    """Try those of ``mutants`` that have to be, stage by stage; return what became of all."""
    verdicts: dict[Mutant, str] = {}
    left = list(mutants)
    # What survived all stages and is not listed gets another chance: there may be a test for it by now.
    survived_before = set(left)
    for stage in STAGES:
        survived_before &= {mutant for mutant, verdict in stage.verdicts().items() if verdict == SURVIVED}
    again = {mutant for mutant in survived_before if change_of(mutant.name, ALONE) not in known}
    for stage in STAGES:
        before = {} if anew else stage.verdicts()
        untried = [mutant for mutant in left if mutant not in before or mutant in again]
        print(f"mutants: {stage.name}: {len(untried)} of {len(left)} to try", file=sys.stderr, flush=True)
        if untried:
            say = Progress(f"mutants: {stage.name}")
            for line in stage.try_all([mutant.name for mutant in untried]):
                say(re.sub(r"\s+", " ", line))
        now = stage.verdicts()
        verdicts.update((mutant, now[mutant]) for mutant in left if mutant in now)
        left = [mutant for mutant in left if now.get(mutant) == SURVIVED]
    return verdicts


def table(mutants: Collection[Mutant], verdicts: dict[Mutant, str]) -> str:
    """Return how many mutants each module has, and what became of them."""
    rows: dict[str, Counter[str]] = {name: Counter() for name in (*sorted({each.module for each in mutants}), "all")}
    for mutant in mutants:
        for row in (mutant.module, "all"):
            rows[row].update(["mutants", verdicts.get(mutant, "undecided")])
    columns = ("mutants", KILLED, SURVIVED, "undecided")
    lines = [["", *columns], *([name, *(str(counts[each]) for each in columns)] for name, counts in rows.items())]
    return "\n".join(f"{name:34}" + "".join(f"{cell:>10}" for cell in cells) for name, *cells in lines)


def judge(mutants: Collection[Mutant], verdicts: dict[Mutant, str], known: Collection[Change], *, whole: bool) -> int:
    """Print what is wrong; return the exit status. With ``whole``, these are all mutants that there are."""
    survivors = [mutant for mutant in mutants if verdicts.get(mutant) == SURVIVED]
    changes = [change_of(mutant.name, ALONE) for mutant in survivors]
    wrong = 0
    if undecided := [mutant for mutant in mutants if mutant not in verdicts]:
        wrong = FAILED
        print(f"\n{len(undecided)} mutants were not tried to the end: run it again.")
    if surprising := unlisted(changes, known):
        wrong = FAILED
        print(f"\nNo test notices these. Write one, or list it with a reason in {LISTING.name}:")
        print("\n".join(map(str, surprising)))
    if whole and (gone := stale(changes, known)):
        wrong = FAILED
        print(f"\nThese are listed in {LISTING.name} and do not survive. Remove them:")
        print("\n".join(map(str, gone)))
    if whole and len(survivors) > MOST_SURVIVORS * len(mutants):
        wrong = FAILED
        print(f"\nMore than {MOST_SURVIVORS:.0%} of all mutants survive.")
    return wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description="Try mutants of the functions.")
    parser.add_argument("modules", nargs="*", help="only those of a module: ingest.endpoint")
    parser.add_argument("--sample", type=whole_number, default=0, help="so many of them, the same ones each time")
    parser.add_argument("--anew", action="store_true", help="forget what earlier runs found")
    wanted = parser.parse_args(arguments)
    try:
        known = listed()
        for stage in STAGES:
            stage.generate()
        mutants = chosen(ALONE.mutants().values(), wanted.modules, wanted.sample)
        if not mutants:
            parser.error("no mutants there: name a module below functions/, like ingest.endpoint")
        verdicts = settle(mutants, known, anew=wanted.anew)
    except (ListingError, MutmutError) as problem:
        print(f"mutants: {problem}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("mutants: interrupted; running it again goes on from here", file=sys.stderr)
        return INTERRUPTED
    print(table(mutants, verdicts))
    return judge(mutants, verdicts, known, whole=not wanted.modules and not wanted.sample) or DONE


if __name__ == "__main__":
    sys.exit(main())
