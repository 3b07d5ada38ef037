"""Which processor measured processes have, and which the rest, where the system lets a program choose."""

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def on_one_processor() -> Iterator[None]:
    """Let what is started in the block run on one processor: always the same."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    processors = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(processors)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, processors)


def keep_off() -> None:
    """Let this thread run on the other processors from now on, if there are any."""
    if hasattr(os, "sched_setaffinity"):
        processors = os.sched_getaffinity(0)
        os.sched_setaffinity(0, processors - {min(processors)} or processors)
