"""The faults that the engine must survive. Every row has a test that names it."""

from collections.abc import Callable
from typing import Any

ROWS = {
    "ingest: DynamoDB timeout, 5xx, throttle, KMS denied": "503 + Retry-After; the client repeats the key",
    "ingest: write done, reply lost": "a repeat gets the same 202 and the same event id",
    "ingest: conditional failure": "same body 202; other body 409",
    "Personalize 429, 5xx, timeout, slow": "a fallback offer in time, labelled; a metric; no retry",
    "campaign absent, creating, updating": "the same",
    "a campaign is configured that cannot be used": "the plan refuses it where it shows; else an alarm",
    "catalogue empty or item unknown": "the next strategy; an empty offer is counted and never published",
    "malformed, poison, foreign record": "set aside at once: one object in S3; nobody waits behind it",
    "duplicate, replayed batch": "the same bytes, the same id",
    "out of order": "one INSERT for each key; any order gives every event its offer",
    "Lambda killed before/after recording, before/after publishing": "retry, the same bytes",
    "SNS down, throttled, partial PublishBatch failure": "only failed records are retried, for an hour → S3 → redriven",
    "subscriber down": "SNS retries; the subscription's dead-letter queue",
    "oversize item, batch": "413 at the door; the publish limit of 256 KiB is honoured",
    "somebody else answers in a service's place": "as when the service fails, whatever it looks like; no log shows it",
    "stream trimmed": "an alarm; reconcile finds accepted events without an offer and replays them",
    "table deleted": "deletion protection, point-in-time recovery",
    "clock skew, leap, time zone": "order and TTL are unaffected",
}
"""Fault → what is expected."""


def row(name: str) -> Callable[[Any], Any]:
    """Mark a test as one of this row's. Raises ``KeyError`` for a row that does not exist."""
    expected = ROWS[name]

    def mark(test: Any) -> Any:
        test.__doc__ = f"{name} → {expected}."
        return test

    return mark
