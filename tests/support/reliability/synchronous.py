"""Threads of which each runs at once and to its end, so that a run is the same each time."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


class Synchronous(Executor):
    """What ends the function ends it here, too, since only exceptions belong to the one who waits."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - as an executor does
            future.set_exception(error)
        return future
