"""Single flight: several records that need the same result make it once."""

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, TypeVar, cast

T = TypeVar("T")


class SingleFlight:
    """Keeps results by key. Whoever asks while a result is being made waits for it. For use from several threads."""

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
