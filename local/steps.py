"""Print one line for each step: its progress while it runs, then how long it took."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

SECONDS_BETWEEN_LINES = 10.0
TICK = "✓"


class Steps:
    """Prints steps as they happen. On a terminal a line is rewritten in place; elsewhere it repeats now and then."""

    def __init__(self, output: TextIO = sys.stdout) -> None:
        self._output = output
        self._live = output.isatty()
        self._last_line = 0.0
        self.seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[str], None]]:
        """Time the block as step ``name``. Yields a function that shows a text as the step's progress."""
        detail = ""
        started = self._last_line = time.monotonic()
        self._show(name, "…")

        def progress(text: str) -> None:
            nonlocal detail
            detail = text
            if self._live or time.monotonic() - self._last_line >= SECONDS_BETWEEN_LINES:
                self._last_line = time.monotonic()
                self._show(name, text)

        yield progress
        self.seconds[name] = time.monotonic() - started
        self._finish(name, detail, self.seconds[name])

    def say(self, text: str = "") -> None:
        """Print a line of its own."""
        print(text, file=self._output, flush=True)

    def _show(self, name: str, text: str) -> None:
        line = f"  · {name:<10} {text}"
        print(f"\r\x1b[K{line}" if self._live else line, end="" if self._live else "\n", file=self._output, flush=True)

    def _finish(self, name: str, detail: str, seconds: float) -> None:
        start = "\r\x1b[K" if self._live else ""
        self.say(f"{start}  {TICK} {name:<10} {detail:<52} {seconds:6.1f} s")
