"""Measured processes: one package each, kept on one processor, invoked when they are told to."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.performance.environment import environment
from tests.support.performance.packages import Package
from tests.support.performance.processors import on_one_processor
from tests.support.performance.stub_aws import LOOPBACK, StubAws

DRIVER = Path(__file__).with_name("driver.py")


@dataclass(frozen=True)
class Taken:
    """What some invocations took: seconds of the clock, of the processor, of the processor since the process began.

    ``peak_mb`` is the most memory that the process has had resident.
    """

    wall: float
    cpu: float
    cpu_since_start: float
    peak_mb: float


class LeftUndoneError(RuntimeError):
    """A handler published less than it had to, without failing: a busy machine made calls run out of time."""


@dataclass(frozen=True)
class Measured:
    """A process that runs a package, and the stub that it calls."""

    process: subprocess.Popen[str]
    stub: StubAws

    def invoke(self, event: str, times: int = 1) -> Taken:
        """Invoke the handler with an event of :func:`tests.support.performance.payloads.events`.

        Raises :class:`LeftUndoneError`: with an open circuit, as with any fallback, less work would look like speed.
        """
        published = self.stub.published
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{event} {times}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"A measured process ended: {self.process.args}")
        due = 0 if event == "post" else int(event.partition("-")[0]) * times
        done = self.stub.published - published
        if done < due:
            raise LeftUndoneError(f"{due - done} of {due} offers were not published: measure when less else runs.")
        return Taken(**json.loads(line))


@dataclass(frozen=True)
class Bench:
    """Where processes are measured: beside a stub of AWS, with a port that takes what they send to X-Ray."""

    stub: StubAws
    events: Path
    daemon: socket.socket

    @contextmanager
    def process(self, package: Package, *, tls: bool, sampled: bool = False) -> Iterator[Measured]:
        """Run a process with the package until the block ends."""
        with on_one_processor():
            process = subprocess.Popen(
                self.command(package, DRIVER),
                env=self.environment(package, tls=tls, sampled=sampled),
                cwd=package.folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        with process:
            yield Measured(process, self.stub)
            process.stdin.close()  # type: ignore[union-attr] # it is a pipe

    def command(self, package: Package, program: Path) -> list[str]:
        """Return how ``program`` is run with the package: no site-packages, and no byte-code is written."""
        options = ["-X", "utf8", "-B", "-S", "-s", "-P"]
        return [sys.executable, *options, str(program), package.module, str(self.events)]

    def environment(self, package: Package, *, tls: bool, sampled: bool = False) -> Mapping[str, str]:
        """Return the variables of a process that runs the package."""
        endpoint = self.stub.https if tls else self.stub.http
        daemon = f"{LOOPBACK}:{self.daemon.getsockname()[1]}"
        return environment(package.function, package.folder, endpoint, daemon, sampled=sampled)


@contextmanager
def bench(stub: StubAws, folder: Path, events: Mapping[str, Any]) -> Iterator[Bench]:
    """Return a bench whose files are in ``folder``."""
    file = folder / "events.json"
    file.write_text(json.dumps(events))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as daemon:
        daemon.bind((LOOPBACK, 0))  # nobody reads: what is too much is dropped
        yield Bench(stub, file, daemon)
