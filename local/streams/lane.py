"""One lane of a shard: records in their order, at most one batch under way."""

from collections import deque
from dataclasses import replace

from local.streams.batches import (
    TOO_OLD,
    Batch,
    Discarded,
    Outcome,
    Record,
    Step,
    after_invocation,
    too_old,
)
from local.streams.settings import Settings


class Lane:
    """Forms batches, keeps what has to be sent again, and says when the next batch is due.

    Times are epoch seconds and passed in. Not safe for threads by itself.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._waiting: deque[Record] = deque()
        self._first_arrival = 0.0
        self._retries: deque[Batch] = deque()
        self._last_outcome: Outcome | None = None
        self._pauses = 0
        self._not_before = 0.0

    def add(self, record: Record, now: float) -> None:
        """Queue a new record. The batching window starts with the first one that waits."""
        if not self._waiting:
            self._first_arrival = now
        self._waiting.append(record)

    def due(self) -> float | None:
        """Return when the next batch may be sent, None while there is nothing to send."""
        if self._retries:
            return self._not_before
        if not self._waiting:
            return None
        full = len(self._waiting) >= self._settings.batch_size
        return self._first_arrival + (0.0 if full else self._settings.window_seconds)

    def take(self, now: float) -> tuple[Batch | None, Discarded | None]:
        """Return the batch to send at ``now`` and the records that became too old to be sent."""
        due = self.due()
        if due is None or due > now:
            return None, None
        batch = self._retries.popleft() if self._retries else self._new_batch(now)
        expired = too_old(batch, self._settings, now)
        if not expired:
            return batch, None
        outcome = self._last_outcome if batch.invocations else None
        discarded = Discarded(batch.records[:expired], TOO_OLD, batch.invocations, outcome)
        rest = batch.records[expired:]
        return (replace(batch, records=rest) if rest else None), discarded

    def _new_batch(self, now: float) -> Batch:
        count = min(len(self._waiting), self._settings.batch_size)
        batch = Batch(tuple(self._waiting.popleft() for _ in range(count)))
        self._first_arrival = now
        return batch

    def settle(self, batch: Batch, outcome: Outcome, now: float) -> Step:
        """Take note of how ``batch`` ended; what has to be sent again goes before everything else."""
        step = after_invocation(batch, outcome, self._settings)
        self._last_outcome = outcome
        self._retries.extendleft(reversed(step.retry))
        again = len(step.retry) == 1 and step.retry[0].records == batch.records
        self._pauses = self._pauses + 1 if again else 0
        self._not_before = now + (self._settings.pauses.after(self._pauses) if again else 0.0)
        return step
