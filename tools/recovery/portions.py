"""Go through the events of a time range, portion by portion, several at a time."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime
from threading import Event, Lock
from typing import TypeVar

from tools.recovery.interests import Accepted, Interests

_SEGMENTS = 4  # read side by side, each by a thread
_EVENTS_AT_ONCE = 100  # what one BatchGetItem reads

Found = TypeVar("Found")


def each_portion(
    interests: Interests,
    since: datetime,
    until: datetime,
    act: Callable[[Sequence[Accepted]], Found],
    report: Callable[[Found], None],
) -> None:
    """Call ``act`` with up to 100 events at a time, from several threads, and ``report`` with what it returns.

    The events are those accepted from ``since`` on and before ``until``. What ``act`` raises, and botocore's errors,
    end it: no further portion is begun.
    """
    lock, stop = Lock(), Event()

    def read(segment: int) -> None:
        for page in interests.accepted(since, until, segment, _SEGMENTS):
            for start in range(0, len(page), _EVENTS_AT_ONCE):
                if stop.is_set():
                    return
                found = act(page[start : start + _EVENTS_AT_ONCE])
                with lock:
                    report(found)

    with ThreadPoolExecutor(_SEGMENTS) as pool:
        try:
            for segment in as_completed([pool.submit(read, number) for number in range(_SEGMENTS)]):
                segment.result()
        finally:
            stop.set()
