"""What ``make test`` runs: static checks, and every folder of tests that has any."""

import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from tools.paths import ROOT, STATE_DIRECTORY

TESTS = ROOT / "tests"
REPORTS = STATE_DIRECTORY / "check"

# Those of a line share an applied stack, which takes a minute to make: one process, one after the other. The soak
# comes late, since it makes AWS fail for minutes, and permissions last: they look at the calls that the others have
# made. What only asks the API goes with the documents, so that both lines take about as long.
_ASKING = "e2e/storefront_tools"
STACK_SUITES = {"documents": ("docs", _ASKING), "stack": ("e2e", "soak", "permissions")}
# Tests with this mark make a stack of their own, as the demo does, and need not wait for the shared one.
_OWN_STACK = "own_stack"
# Files of these take a minute and more: begun last, one of them would be waited for alone.
_FIRST = ("terraform", "unit")
_WORKERS = 3  # on two cores, since many tests wait for a process of their own


@dataclass(frozen=True)
class Step:
    """A command whose exit status 0 means that all is well. ``report`` is where tests write their JUnit report."""

    name: str
    command: tuple[str, ...]
    report: Path | None = None


def static_steps() -> list[Step]:
    """Return the checks that run no code of ours, quickest first."""
    python = (sys.executable, "-m")
    chdir = "-chdir=terraform"
    return [
        Step("lint", (*python, "ruff", "check", "--quiet", ".")),
        Step("format", (*python, "ruff", "format", "--check", "--quiet", ".")),
        Step("terraform fmt", ("terraform", "fmt", "-check", "-recursive", "terraform")),
        Step(
            "terraform init",
            ("terraform", chdir, "init", "-no-color", "-backend=false", "-input=false", "-lockfile=readonly"),
        ),
        Step("terraform validate", ("terraform", chdir, "validate", "-no-color")),
        Step("types", (*python, "mypy")),
    ]


def suites() -> list[str]:
    """Return the names of the folders below ``tests/`` that hold tests."""
    return sorted(path.name for path in TESTS.iterdir() if path.is_dir() and any(path.rglob("test_*.py")))


def lanes(names: Collection[str]) -> list[list[Step]]:
    """Return the steps that run the test folders ``names``, as lists that may run beside each other.

    Tests of the applied stack run one after the other; all others in several processes, file by file, so that a file's
    tests share what it sets up.
    """
    work = []
    for title, suites_of_stack in STACK_SUITES.items():
        on_stack = [name for name in suites_of_stack if name.partition("/")[0] in names]
        if on_stack:
            elsewhere = [] if _ASKING in on_stack else [f"--ignore={TESTS / _ASKING}"]
            work.append([_pytest(title, on_stack, "-m", f"not {_OWN_STACK}", *elsewhere)])
    others = [name for name in names if not any(name in suites_of_stack for suites_of_stack in STACK_SUITES.values())]
    if "docs" in names:
        work.append([_pytest("own stacks", ["docs"], "-m", _OWN_STACK)])
    if others:
        others.sort(key=lambda name: (name not in _FIRST, name))
        work.append([_pytest(" ".join(others), others, "-n", str(_WORKERS), "--dist", "loadfile")])
    return work


def _pytest(title: str, folders: list[str], *options: str) -> Step:
    report = REPORTS / f"{title.replace(' ', '-')}.xml"
    paths = [f"tests/{folder}" for folder in folders]
    command = (sys.executable, "-m", "pytest", "-v", "--color=no", f"--junitxml={report}", *options, *paths)
    return Step(f"tests: {title}", command, report)
