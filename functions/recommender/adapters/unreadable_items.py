"""Counts and logs the items of the catalogue that cannot be read, so that somebody corrects them."""

import threading

from shared.generated.metric_names import CATALOGUE_ITEM_UNREADABLE
from shared.ports import Log, Metrics

# One item may be met with every event: each is named once, and a catalogue full of them does not fill the memory.
_MOST_NAMED = 1000


class UnreadableItems:
    """Counts each meeting and names each item once, for as long as the function's process lives."""

    def __init__(self, logger: Log, counters: Metrics) -> None:
        self._logger = logger
        self._counters = counters
        self._named: set[str] = set()
        self._lock = threading.Lock()

    def note(self, item_id: str, attribute: str) -> None:
        """Count the item, and log its id and the name of the ``attribute`` that cannot be read."""
        self._counters.add(CATALOGUE_ITEM_UNREADABLE)
        with self._lock:
            if item_id in self._named or len(self._named) >= _MOST_NAMED:
                return
            self._named.add(item_id)
        self._logger.warning(
            "An item of the catalogue cannot be read.", extra={"item_id": item_id, "attribute": attribute}
        )
