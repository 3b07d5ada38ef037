"""Wait for what happens a moment later."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

DEADLINE_SECONDS = 3.5
POLL_SECONDS = 0.1


def eventually(read: Callable[[], T], holds: Callable[[T], bool], seconds: float = DEADLINE_SECONDS) -> T:
    """Return the first result of ``read`` that ``holds``. Raises ``AssertionError`` when none does in ``seconds``."""
    deadline = time.monotonic() + seconds
    while not holds(result := read()):
        assert time.monotonic() < deadline, f"still {result!r} after {seconds} s"
        time.sleep(POLL_SECONDS)
    return result
