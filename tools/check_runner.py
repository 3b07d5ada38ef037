"""Run steps beside each other, tell a person how far they are, and keep what they printed."""

import os
import re
import signal
import subprocess
import threading
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

from tools.check_steps import REPORTS, Step
from tools.paths import CACHE_DIRECTORY, ROOT
from tools.terraform_env import terraform_environment

_SECONDS_BETWEEN_SIGNS_OF_LIFE = 20.0
_PERCENT = re.compile(r"\[ *(\d+)%\]")
# Where pytest's account of what went wrong begins.
_FAILURES = re.compile(r"^=+ (FAILURES|ERRORS) =+$", re.MULTILINE)
# A caller's own settings must not decide how tests end, nor may tests touch what they point to.
_NOT_INHERITED = ("AWS_", "TF_", "POWERTOOLS_", "PYTEST_", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")


@dataclass(frozen=True)
class Result:
    """How a step ended. ``passed`` and ``failed`` count tests; a step that failed counts as one failure at least."""

    step: Step
    seconds: float
    passed: int
    failed: int
    output: str

    def line(self) -> str:
        """Return one line for a person."""
        mark = "✗" if self.failed else "✓"
        tests = f"{self.passed} passed, {self.failed} failed" if self.step.report else ""
        return f"  {mark} {self.step.name:<42} {tests:<24} {self.seconds:6.1f} s"

    def account(self) -> str:
        """Return what the step printed about its failures."""
        found = _FAILURES.search(self.output)
        return self.output[found.start() if found else 0 :].strip()


class Runner:
    """Runs steps, from several threads if need be, and can end them all."""

    def __init__(self) -> None:
        self._printing = threading.Lock()
        # Whoever holds it starts a step or ends them all, so that no step begins unseen by the end.
        self._starting = threading.Lock()
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped = False
        self._environment = _environment()
        REPORTS.mkdir(parents=True, exist_ok=True)

    def run_all(self, steps: list[Step]) -> list[Result]:
        """Run ``steps`` one after the other; a failure does not keep the next from running."""
        return [self.run(step) for step in steps]

    def run(self, step: Step) -> Result:
        """Run a step to its end. Raises ``KeyboardInterrupt`` when steps are not to start any more."""
        started = time.monotonic()
        log = REPORTS / f"{step.name.replace(' ', '-')}.log"
        process = self._start(step, log)
        while True:
            try:
                status = process.wait(_SECONDS_BETWEEN_SIGNS_OF_LIFE)
                break
            except subprocess.TimeoutExpired:
                self.say(f"  · {step.name} {_progress(log)} {time.monotonic() - started:.0f} s")
        self._running.discard(process)
        passed, failed = _counts(step, status)
        result = Result(step, time.monotonic() - started, passed, failed, log.read_text(errors="replace"))
        self.say(result.line())
        return result

    def _start(self, step: Step, log: Path) -> subprocess.Popen[bytes]:
        with self._starting:
            if self._stopped:
                raise KeyboardInterrupt
            self.say(f"  · {step.name}")
            if step.report:
                step.report.unlink(missing_ok=True)
            with log.open("wb") as output:
                process = subprocess.Popen(
                    step.command,
                    cwd=ROOT,
                    env=self._environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                )
            self._running.add(process)
            return process

    def stop(self) -> None:
        """Interrupt what runs, as a person at the keyboard would, so that tests remove what they set up."""
        with self._starting:
            self._stopped = True
            for process in self._running.copy():
                process.send_signal(signal.SIGINT)

    def say(self, text: str) -> None:
        """Print a line, whole."""
        with self._printing:
            print(text, flush=True)


def _environment() -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_INHERITED)}
    return {**inherited, **terraform_environment(), "TF_DATA_DIR": str(CACHE_DIRECTORY / "terraform" / "validate")}


def _progress(log: Path) -> str:
    percentages = _PERCENT.findall(log.read_text(errors="replace"))
    return f"{percentages[-1]} %" if percentages else "…"


def _counts(step: Step, status: int) -> tuple[int, int]:
    """Return how many tests passed and failed."""
    passed = failed = 0
    if step.report and step.report.is_file():
        for suite in ET.parse(step.report).iter("testsuite"):  # noqa: S314 - written by our own pytest
            tests, skipped, bad = (int(suite.get(name, 0)) for name in ("tests", "skipped", "failures"))
            bad += int(suite.get("errors", 0))
            passed, failed = passed + tests - skipped - bad, failed + bad
    return passed, max(failed, int(status != 0))
