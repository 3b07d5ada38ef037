"""Do for a batch only once what several of its records need."""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Once:
    """Remembers results by key; whoever asks while one is being made waits for it. For use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._results: dict[Hashable, Future[Any]] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what ``make`` returned for ``key``, or raise what it raised: it is called at most once."""
        with self._lock:
            result = self._results.get(key)
            mine = result is None
            if result is None:
                result = self._results[key] = Future()
        if mine:
            try:
                result.set_result(make())
            except Exception as error:  # noqa: BLE001 - it is raised below, for everyone who asks
                result.set_exception(error)
        return cast(T, result.result())
