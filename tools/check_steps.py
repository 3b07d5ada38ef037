"""What ``make test`` runs: static checks, and every folder of tests that has any."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.paths import ROOT, STATE_DIRECTORY

TESTS = ROOT / "tests"
REPORTS = STATE_DIRECTORY / "check"

# These share one applied stack, which takes a minute to make: one process, one after the other.
STACK_SUITES = ("e2e", "docs")
_WORKERS = 2


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
        Step("terraform init", ("terraform", chdir, "init", "-backend=false", "-input=false", "-lockfile=readonly")),
        Step("terraform validate", ("terraform", chdir, "validate")),
        Step("types", (*python, "mypy")),
    ]


def suites() -> list[str]:
    """Return the names of the folders below ``tests/`` that hold tests."""
    return sorted(path.name for path in TESTS.iterdir() if path.is_dir() and any(path.rglob("test_*.py")))


def stack_steps(names: Iterable[str]) -> list[Step]:
    """Return those of the test folders ``names`` that share the applied stack, as one step."""
    return _suite_steps([name for name in names if name in STACK_SUITES])


def other_steps(names: Iterable[str]) -> list[Step]:
    """Return the rest of ``names`` as one step, in processes beside each other.

    A file's tests stay together and share what it sets up.
    """
    others = [name for name in names if name not in STACK_SUITES]
    return _suite_steps(others, "-n", str(_WORKERS), "--dist", "loadfile")


def _suite_steps(names: list[str], *options: str) -> list[Step]:
    if not names:
        return []
    name = " ".join(names)
    report = REPORTS / f"{'+'.join(names)}.xml"
    folders = [f"tests/{folder}" for folder in names]
    command = (sys.executable, "-m", "pytest", "-v", "--color=no", f"--junitxml={report}", *options, *folders)
    return [Step(f"tests: {name}", command, report)]
