"""Run the guided search for input that breaks the parser, in a process of its own: libFuzzer ends it."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.support.checkout import ROOT
from tests.support.fuzz.seeds import MAX_BYTES, write_dictionary

SECONDS_PER_INPUT = 5
_DONE = re.compile(r"^Done (\d+) runs in (\d+) second", re.MULTILINE)
_COVERED = re.compile(r"cov: (\d+)")


@dataclass(frozen=True)
class Outcome:
    """How a search ended. ``case`` is the input that broke the parser, None when none did."""

    executions: int
    seconds: int
    covered: int
    case: bytes | None
    printed: str

    def account(self) -> str:
        """Return what to know of the case: the input, how to repeat it, and what went wrong."""
        return f"input: {self.case!r}\n{self.printed[-4000:]}"


def search(corpus: Path, folder: Path, *options: str, functions: Path = ROOT / "functions") -> Outcome:
    """Search from ``corpus``, which grows, and return how it ended. Cases found stay in ``folder``.

    ``options`` are libFuzzer's, such as ``-runs=200000``. ``functions`` holds the parser to try.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found_before = set(folder.iterdir())
    dictionary = write_dictionary(folder / "words.dict")
    command = [
        *(sys.executable, "-m", "tests.support.fuzz.parser", f"-max_len={MAX_BYTES}", f"-timeout={SECONDS_PER_INPUT}"),
        *(f"-artifact_prefix={folder}/", f"-dict={dictionary}", *options, str(corpus)),
    ]
    environment = {**os.environ, "PYTHONPATH": str(functions), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    printed = ran.stdout.decode("utf-8", "replace")
    cases = sorted(set(folder.iterdir()) - found_before - {dictionary})
    done = _DONE.search(printed)
    if not cases and (ran.returncode or not done):
        raise AssertionError(f"the search did not run:\n{printed[-4000:]}")
    return Outcome(
        executions=int(done[1]) if done else 0,
        seconds=int(done[2]) if done else 0,
        covered=max((int(number) for number in _COVERED.findall(printed)), default=0),
        case=cases[0].read_bytes() if cases else None,
        printed=printed,
    )
