"""Try mutants of the functions: ``python -m tools.mutation``; ``make mutants`` calls it.

It goes on where an earlier run ended. Mutants that survived and are not listed are tried again.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from tools.command import DONE, FAILED, INTERRUPTED, Progress, whole_number
from tools.mutation.listed import LISTING, Change, ListingError, change_of, listed, stale, unlisted
from tools.mutation.stage import KILLED, SURVIVED, MutmutError, Stage, module_of

ALONE = Stage(
    "alone",
    ("tests/unit/ingest", "tests/unit/recommender", "tests/unit/shared", "tests/unit/watch"),
    without=("tests/unit/ingest/test_any_input.py", "tests/unit/recommender/test_any_record.py"),
)
_INTEGRATION = (
    *("call_time", "commands_foreign_responses", "fault_matrix", "fault_matrix_personalize", "fault_matrix_publishing"),
    *("foreign_responses", "ingest", "privacy", "recommender", "recommending", "repeated_records", "trace", "watch"),
)
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


def chosen(mutants: Collection[str], modules: Collection[str], sample: int) -> list[str]:
    """Return the mutants of ``modules`` (none: of all), or ``sample`` of them (0: all), the same ones each time."""
    wanted = sorted(name for name in mutants if not modules or module_of(name) in modules)
    if not sample or sample >= len(wanted):
        return wanted
    return random.Random(SEED).sample(wanted, sample)  # noqa: S311


def settle(mutants: Collection[str], known: Collection[Change], *, anew: bool) -> dict[str, str]:
    """Try those of ``mutants`` that have to be, stage by stage; return what became of them."""
    before = {} if anew else {stage: stage.verdicts() for stage in STAGES}
    killed = {name for verdicts in before.values() for name, verdict in verdicts.items() if verdict == KILLED}
    rest = [name for name in mutants if name not in killed]
    verdicts = {name: KILLED for name in mutants if name in killed}
    for stage in STAGES:
        untried = [name for name in rest if name not in before.get(stage, ()) or change_of(name, ALONE) not in known]
        print(f"mutants: {stage.name}: {len(untried)} to try", file=sys.stderr, flush=True)
        if untried:
            say = Progress(f"mutants: {stage.name}")
            for line in stage.try_all(untried):
                if line:
                    say(line)
        found = stage.verdicts()
        verdicts.update((name, found[name]) for name in rest if name in found)
        rest = [name for name in rest if found.get(name) == SURVIVED]
    return verdicts


def table(mutants: Collection[str], verdicts: Mapping[str, str]) -> str:
    """Return how many mutants each module has, and what became of them."""
    rows: dict[str, Counter[str]] = {name: Counter() for name in (*sorted({*map(module_of, mutants)}), "all")}
    for name in mutants:
        for row in (module_of(name), "all"):
            rows[row].update(["mutants", verdicts.get(name, "undecided")])
    columns = ("mutants", KILLED, SURVIVED, "undecided")
    lines = [["", *columns], *([name, *(str(counts[each]) for each in columns)] for name, counts in rows.items())]
    return "\n".join(f"{name:34}" + "".join(f"{cell:>10}" for cell in cells) for name, *cells in lines)


def judge(
    mutants: Collection[str], verdicts: Mapping[str, str], known: Collection[Change], *, whole: bool
) -> list[str]:
    """Return what is wrong. With ``whole``, these are all mutants that there are."""
    survivors = [change_of(name, ALONE) for name in mutants if verdicts.get(name) == SURVIVED]
    wrong = []
    if undecided := [name for name in mutants if name not in verdicts]:
        wrong.append(f"{len(undecided)} mutants were not tried to the end: run it again.")
    if surprising := unlisted(survivors, known):
        entries = "\n".join(map(str, surprising))
        wrong.append(f"No test notices these. Write one, or list them in {LISTING.name}, with the reason:\n{entries}")
    if whole and (gone := stale(survivors, known)):
        entries = "\n".join(map(str, gone))
        wrong.append(f"These are listed in {LISTING.name} and do not survive. Remove them:\n{entries}")
    if whole and len(survivors) > MOST_SURVIVORS * len(mutants):
        wrong.append(f"More than {MOST_SURVIVORS:.0%} of all mutants survive.")
    return wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.mutation", description="Try mutants of the functions.")
    parser.add_argument("modules", nargs="*", help="only those of a module: ingest.adapters.endpoint")
    parser.add_argument("--sample", type=whole_number, default=0, help="so many of them, the same ones each time")
    parser.add_argument("--anew", action="store_true", help="forget what earlier runs found")
    wanted = parser.parse_args(arguments)
    try:
        known = listed()
        for stage in STAGES:
            stage.generate()
        mutants = chosen(ALONE.mutants(), wanted.modules, wanted.sample)
        if not mutants:
            parser.error("no mutants there: name a module below functions/, like ingest.adapters.endpoint")
        verdicts = settle(mutants, known, anew=wanted.anew)
    except (ListingError, MutmutError) as problem:
        print(f"mutants: {problem}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print("mutants: interrupted; running it again goes on from here", file=sys.stderr)
        return INTERRUPTED
    print(table(mutants, verdicts))
    wrong = judge(mutants, verdicts, known, whole=not wanted.modules and not wanted.sample)
    print("\n\n".join(["", *wrong]) if wrong else "\nEvery mutant is noticed by a test, or listed.")
    return FAILED if wrong else DONE


if __name__ == "__main__":
    sys.exit(main())
