"""The measurements: each in processes of their own, which take turns, so that what disturbs one disturbs all alike."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeVar

from tests.support.performance.packages import Package
from tests.support.performance.payloads import BATCH
from tests.support.performance.processes import Bench, Measured, Taken

WARM_UP = 50
_T = TypeVar("_T")

Packages = Mapping[str, Package]
"""What is compared, by name: ``ours``, the baselines and, where an earlier build is measured too, ``before``."""

Samples = dict[str, list[float]]
"""Name of a package → what was measured of it, round by round. Values of one round belong together."""


@dataclass(frozen=True)
class Effort:
    """How many rounds of each kind there are; a warm round is ``warm_times`` invocations."""

    cold: int
    warm: int
    warm_times: int
    batches: int
    first_batches: int
    memory: int
    batch_baselines: tuple[str, ...]


_USUAL = ("sequential", "batched")
FULL = Effort(
    cold=21, warm=80, warm_times=20, batches=7, first_batches=5, memory=3, batch_baselines=(*_USUAL, "idempotent")
)
QUICK = Effort(cold=4, warm=25, warm_times=10, batches=2, first_batches=2, memory=1, batch_baselines=_USUAL)


def turns(names: Sequence[_T], rounds: int) -> Iterator[Sequence[_T]]:
    """Yield ``names`` for each round, each time beginning with another."""
    for number in range(rounds):
        start = number % len(names)
        yield [*names[start:], *names[:start]]


def cold(bench: Bench, packages: Packages, event: str, rounds: int) -> Samples:
    """CPU milliseconds from the start of a process to its first response, over TLS."""

    def once(package: Package) -> float:
        with bench.process(package, tls=True) as process:
            return process.invoke(event).cpu_since_start * 1e3

    return _each_in_new_processes(packages, rounds, once)


def warm(bench: Bench, packages: Packages, effort: Effort, *, sampled: bool) -> Samples:
    """CPU microseconds of a request, over HTTP on a connection that is open."""

    def prepare(process: Measured) -> None:
        process.invoke("post", WARM_UP)

    def microseconds(taken: Taken) -> float:
        return taken.cpu / effort.warm_times * 1e6

    taken = _in_turns(bench, packages, prepare, ("post", effort.warm_times), effort.warm, sampled=sampled)
    return {name: [microseconds(each) for each in rounds] for name, rounds in taken.items()}


def batches(bench: Bench, packages: Packages, rounds: int, *, sampled: bool = False) -> tuple[Samples, Samples]:
    """Milliseconds of a batch, and CPU milliseconds of one of its records, with connections open and AWS slow."""
    event = f"{BATCH}-{'sampled' if sampled else 'unsampled'}"

    def prepare(process: Measured) -> None:
        with bench.stub.slow(0.2):  # enough for as many connections as will be open at a time
            process.invoke(event)

    with bench.stub.slow():
        taken = _in_turns(bench, packages, prepare, (event, 1), rounds, sampled=sampled)
    walls = {name: [each.wall * 1e3 for each in some] for name, some in taken.items()}
    return walls, {name: [each.cpu * 1e3 / BATCH for each in some] for name, some in taken.items()}


def first_batches(bench: Bench, packages: Packages, rounds: int) -> tuple[Samples, Samples]:
    """CPU milliseconds of the first batch of a process, over TLS; peak megabytes after another one."""

    def once(package: Package) -> Taken:
        with bench.process(package, tls=True) as process:
            with bench.stub.slow():
                taken = process.invoke(f"{BATCH}-unsampled")
            after = process.invoke(f"{BATCH}-unsampled")
        return Taken(taken.wall, taken.cpu, taken.cpu_since_start, after.peak_mb)

    taken = _each_in_new_processes(packages, rounds, once)
    cpu = {name: [each.cpu * 1e3 for each in some] for name, some in taken.items()}
    return cpu, {name: [each.peak_mb for each in some] for name, some in taken.items()}


def memory(bench: Bench, packages: Packages, rounds: int) -> Samples:
    """Peak megabytes after a hundred requests, over TLS."""

    def once(package: Package) -> float:
        with bench.process(package, tls=True) as process:
            return process.invoke("post", 100).peak_mb

    return _each_in_new_processes(packages, rounds, once)


def _each_in_new_processes(packages: Packages, rounds: int, once: Callable[[Package], _T]) -> dict[str, list[_T]]:
    samples: dict[str, list[_T]] = {name: [] for name in packages}
    for names in turns(list(packages), rounds):
        for name in names:
            samples[name].append(once(packages[name]))
    return samples


def _in_turns(
    bench: Bench,
    packages: Packages,
    prepare: Callable[[Measured], None],
    work: tuple[str, int],
    rounds: int,
    *,
    sampled: bool,
) -> dict[str, list[Taken]]:
    """Keep a process of each package; let them take turns at ``work``, an event and how often it comes."""
    samples: dict[str, list[Taken]] = {name: [] for name in packages}
    with ExitStack() as stack:
        processes = {
            name: stack.enter_context(bench.process(package, tls=False, sampled=sampled))
            for name, package in packages.items()
        }
        for process in processes.values():
            prepare(process)
        for names in turns(list(packages), rounds):
            for name in names:
                samples[name].append(processes[name].invoke(*work))
    return samples
