"""Counts of what a package does, which are the same in every run: on any machine, however busy."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.support.performance.packages import Package
from tests.support.performance.payloads import BATCH
from tests.support.performance.processes import Bench

COUNTING = Path(__file__).with_name("counting.py")
EVENTS = {"ingest": ("post", None), "recommender": ("1-unsampled", f"{BATCH}-unsampled")}
COUNTERS = {
    "package_modules": "modules imported from the package",
    "other_modules": "modules of Python's own",
    "files_opened": "files of the package opened",
    "json_bytes": "characters of JSON parsed",
    "own_calls": "calls of this project's functions",
    "package_calls": "calls of functions of the package",
    "clients_made": "clients made",
    "trusted_read": "readings of trusted certificates",
}
_WARM_UP = 2


@dataclass(frozen=True)
class Counted:
    """``counters`` are those of :mod:`tests.support.performance.counting`, ``aws_calls`` operation → how many."""

    counters: Mapping[str, int]
    aws_calls: Mapping[str, int]


def count(bench: Bench, package: Package) -> dict[str, Counted]:
    """Return all counts of the package. The recommender has a first ``batch`` of 100, without function calls."""
    counted = count_invocations(bench, package)
    batch = EVENTS[package.function][1]
    return counted | _counted(bench, package, {"batch": f"{batch} 1"}, calls="no") if batch else counted


def count_invocations(bench: Bench, package: Package) -> dict[str, Counted]:
    """Return the counts of a ``cold`` start with its first invocation, and of a ``warm`` one, over TLS.

    The recommender's invocations are of one record.
    """
    event = EVENTS[package.function][0]
    steps = {"cold": f"{event} 1", "warm-up": f"{event} {_WARM_UP}", "warm": f"{event} 1"}
    counted = _counted(bench, package, steps, calls="yes")
    del counted["warm-up"]
    return counted


def _counted(bench: Bench, package: Package, steps: Mapping[str, str], calls: str) -> dict[str, Counted]:
    bench.stub.take()
    with subprocess.Popen(
        bench.command(package, COUNTING),
        env={**bench.environment(package, tls=True), "COUNT_FUNCTION_CALLS": calls},
        cwd=package.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        counted = {}
        for step, line in steps.items():
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            said = process.stdout.readline()
            if not said:
                raise RuntimeError(process.communicate()[1])
            counters = {name: value for name, value in json.loads(said).items() if name in COUNTERS}
            counted[step] = Counted(counters, bench.stub.take())
        process.stdin.close()
    return counted


def flat(counted: Mapping[str, Counted]) -> dict[str, int]:
    """Return the counts by names such as ``cold: files_opened`` and ``batch: PutItem``."""
    found = {}
    for step, each in counted.items():
        found |= {f"{step}: {name}": value for name, value in {**each.counters, **each.aws_calls}.items()}
    return found
