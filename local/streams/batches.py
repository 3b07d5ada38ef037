"""Decide what happens to a batch after its invocation, as documented for DynamoDB event source mappings.

Sources: "Retain discarded records for a DynamoDB event source in Lambda"
(https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html) and "Configuring partial batch response
with DynamoDB and Lambda" (https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from local.streams.settings import FOREVER, Settings

RETRIES_EXHAUSTED = "RetryAttemptsExhausted"
TOO_OLD = "RecordAgeExceeded"


@dataclass(frozen=True)
class Record:
    """One stream record: its place in the stream and the event that the function receives."""

    position: int
    event: dict[str, Any]

    @property
    def sequence_number(self) -> str:
        """The record's identifier in a partial batch response."""
        return str(self.event["dynamodb"]["SequenceNumber"])

    @property
    def created(self) -> float:
        """When the record was written, in epoch seconds."""
        return float(self.event["dynamodb"]["ApproximateCreationDateTime"])

    @property
    def item_key(self) -> str:
        """The item's whole primary key; records of one key are delivered in their order."""
        return repr(sorted(self.event["dynamodb"]["Keys"].items()))


@dataclass(frozen=True)
class Batch:
    """Records that are sent together. ``failures`` counts towards the retry quota, ``invocations`` counts them all."""

    records: tuple[Record, ...]
    failures: int = 0
    invocations: int = 0

    def event(self) -> dict[str, Any]:
        """Return what the function receives."""
        return {"Records": [record.event for record in self.records]}


@dataclass(frozen=True)
class Outcome:
    """How an invocation ended. ``first_failed`` is the index of the first record to send again, None for success.

    ``throttled`` means that the function was not run, so nothing counts towards the retry quota.
    """

    first_failed: int | None
    throttled: bool = False
    function_error: str | None = None
    executed_version: str = "$LATEST"
    request_id: str = ""


@dataclass(frozen=True)
class Discarded:
    """Records that are given up, why, and how the last invocation with them ended (None: there was none)."""

    records: tuple[Record, ...]
    condition: str
    invocations: int
    outcome: Outcome | None


@dataclass(frozen=True)
class Step:
    """What an invocation led to: records that are done, batches to send next (in order), records given up."""

    done: tuple[Record, ...] = ()
    retry: tuple[Batch, ...] = ()
    discarded: Discarded | None = None


def first_failed(response: Any, records: Sequence[Record]) -> int | None:
    """Return the index of the first record that a partial batch response names, None when all succeeded.

    No response and an empty one, or no failures in it, is success. A response that is not understood, or that names
    a record that was not sent, fails the whole batch: index 0.
    """
    if response is None or response == {}:
        return None
    if not isinstance(response, dict):
        return 0
    failures = response.get("batchItemFailures")
    if failures is None or failures == []:
        return None
    if not isinstance(failures, list):
        return 0
    index = {record.sequence_number: number for number, record in enumerate(records)}
    named = [failure.get("itemIdentifier") if isinstance(failure, dict) else None for failure in failures]
    # What is not a record of this batch counts as its first one: the whole batch failed.
    return min(index.get(name, 0) if isinstance(name, str) else 0 for name in named)


def after_invocation(batch: Batch, outcome: Outcome, settings: Settings) -> Step:
    """Decide what happens after ``batch`` was sent and ended with ``outcome``.

    - Throttled: the same batch again; nothing is counted.
    - Failed with bisect on: split. A reported record starts the new batch and what precedes it is done; a failure of
      the whole batch makes two halves. Splitting does not count towards the retry quota.
    - Failed otherwise: the batch from its first failed record again, until the retry quota is used up.
    """
    batch = replace(batch, invocations=batch.invocations + (not outcome.throttled))
    if outcome.throttled:
        return Step(retry=(batch,))
    if outcome.first_failed is None:
        return Step(done=batch.records)

    done, rest = batch.records[: outcome.first_failed], batch.records[outcome.first_failed :]
    if settings.bisect and done:
        return Step(done=done, retry=(replace(batch, records=rest),))
    if settings.bisect and len(rest) > 1:
        middle = len(rest) // 2
        return Step(retry=(replace(batch, records=rest[:middle]), replace(batch, records=rest[middle:])))

    failures = batch.failures + 1
    if settings.max_retries != FOREVER and failures > settings.max_retries:
        return Step(done=done, discarded=Discarded(rest, RETRIES_EXHAUSTED, batch.invocations, outcome))
    return Step(done=done, retry=(replace(batch, records=rest, failures=failures),))


def too_old(batch: Batch, settings: Settings, now: float) -> int:
    """Return how many leading records of ``batch`` are older than the mapping allows at ``now`` (epoch seconds)."""
    if settings.max_age_seconds == FOREVER:
        return 0
    fresh = (n for n, record in enumerate(batch.records) if now - record.created <= settings.max_age_seconds)
    return next(fresh, len(batch.records))
