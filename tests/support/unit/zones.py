"""The machine's own time zone, which decides nothing."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def far_from_utc() -> Iterator[None]:
    """Let the block run where the local time is thirteen hours ahead."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "FAR-13")
        time.tzset()
        yield
    time.tzset()
