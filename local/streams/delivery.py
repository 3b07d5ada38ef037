"""Delivery of one mapping: a thread that reads the stream and one thread for each lane.

Nothing polls: threads wait until a record was written, the mapping was changed or a retry is due.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import blake2b

from local.streams.batches import Batch, Discarded, Outcome, Record
from local.streams.lane import Lane
from local.streams.settings import Settings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Source:
    """What a delivery needs of the emulator.

    ``read`` returns the records from a position on and the position after them; ``wanted`` says whether the mapping's
    filters let a record through; ``invoke`` sends a batch to the function; ``discard`` sends what is given up to the
    destination.
    """

    read: Callable[[int], tuple[list[Record], int]]
    wanted: Callable[[Record], bool]
    invoke: Callable[[Batch], Outcome]
    discard: Callable[[Discarded], None]


class Progress:
    """Which records are done. A new delivery starts at ``position``, and skips what is done after it."""

    def __init__(self, position: int) -> None:
        self.position = position
        self._done: set[int] = set()
        self._lock = threading.Lock()

    def finish(self, records: Iterable[Record]) -> None:
        """Note that these records need not be sent again."""
        with self._lock:
            self._done.update(record.position for record in records)
            self._advance()

    def trim(self, horizon: int) -> None:
        """Forget what the stream no longer holds."""
        with self._lock:
            self.position = max(self.position, horizon)
            self._done = {position for position in self._done if position >= self.position}
            self._advance()

    def is_done(self, record: Record) -> bool:
        """Return whether ``record`` is settled."""
        with self._lock:
            return record.position < self.position or record.position in self._done

    def _advance(self) -> None:
        while self.position in self._done:
            self._done.discard(self.position)
            self.position += 1


class Delivery:
    """Delivers with one set of :class:`Settings` from :meth:`start` to :meth:`stop`."""

    def __init__(self, name: str, settings: Settings, source: Source, progress: Progress) -> None:
        self.settings = settings
        self._source = source
        self._progress = progress
        self._stopping = threading.Event()
        self._position = progress.position
        self._lanes = [(Lane(settings), threading.Condition()) for _ in range(settings.lanes)]
        self._threads = [
            threading.Thread(target=self._serve, args=lane, daemon=True, name=f"stream-{name}-lane-{number}")
            for number, lane in enumerate(self._lanes)
        ]

    def start(self) -> None:
        """Start the lanes; they wait for :meth:`read`."""
        for thread in self._threads:
            thread.start()

    def stop(self, *, wait: bool = True) -> None:
        """Send nothing more. With ``wait``, return once the invocations under way have ended."""
        self._stopping.set()
        for _, changed in self._lanes:
            with changed:
                changed.notify_all()
        if wait:
            for thread in self._threads:
                thread.join()

    def read(self) -> None:
        """Take the stream's new records in, each to the lane of its item."""
        records, self._position = self._source.read(self._position)
        for record in records:
            if self._progress.is_done(record):
                continue
            if not self._source.wanted(record):
                self._progress.finish([record])
                continue
            lane, changed = self._lanes[_spread(record.item_key) % len(self._lanes)]
            with changed:
                lane.add(record, time.time())
                changed.notify_all()

    def _serve(self, lane: Lane, changed: threading.Condition) -> None:
        while True:
            with changed:
                batch, discarded = None, None
                while not self._stopping.is_set() and batch is None and discarded is None:
                    due = lane.due()
                    pause = None if due is None else due - time.time()
                    if pause is None or pause > 0:
                        changed.wait(pause)
                    batch, discarded = lane.take(time.time())
            if self._stopping.is_set():
                return
            if discarded is not None:
                self._give_up(discarded)
            if batch is None:
                continue
            outcome = self._source.invoke(batch)
            with changed:
                step = lane.settle(batch, outcome, time.time())
            self._progress.finish(step.done)
            # What failed while delivery stops is not given up: its function may have been ended on purpose.
            if step.discarded is not None and not self._stopping.is_set():
                self._give_up(step.discarded)

    def _give_up(self, discarded: Discarded) -> None:
        logger.warning("gave up %d stream records: %s", len(discarded.records), discarded.condition)
        self._source.discard(discarded)
        self._progress.finish(discarded.records)


def _spread(key: str) -> int:
    # Not crc32: keys that differ in one digit share its lowest bits, and so one lane.
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest())
