"""The faults that the engine must survive. Every row has a test that names it, and alarms that ring, if any has to."""

from collections.abc import Callable
from typing import Any, NamedTuple


class Row(NamedTuple):
    """What is ``expected``, and the alarms that ring, by their files in monitoring/alarms; else ``why_silent``."""

    expected: str
    alarms: tuple[str, ...] = ()
    why_silent: str = ""


ROWS = {
    "ingest: DynamoDB timeout, 5xx, throttle, KMS denied": Row(
        "503 + Retry-After; the client repeats the key",
        ("ingest-InsertError", "table-Throttles", "table-SystemErrors"),
    ),
    "ingest: write done, reply lost": Row("a repeat gets the same 202 and the same event id", ("ingest-InsertError",)),
    "ingest: conditional failure": Row("same body 202; other body 409", ("api-ClientErrors",)),
    "Personalize 429, 5xx, timeout, slow": Row(
        "a fallback offer in time, labelled; a metric; no retry",
        (
            "personalize-CircuitOpen",
            "personalize-Errors",
            "personalize-Latency",
            "personalize-Throttles",
            "recommender-FallbackShare",
        ),
    ),
    "campaign absent, creating, updating": Row("the same", ("recommender-CampaignUnusable",)),
    "a campaign is configured that cannot be used": Row(
        "the plan refuses it where it shows; else an alarm", ("recommender-CampaignUnusable",)
    ),
    "catalogue empty or item unknown": Row(
        "the next strategy; an empty offer is counted and never published",
        ("recommender-CampaignUnusable", "recommender-CatalogueItemUnreadable", "recommender-FallbackShare"),
    ),
    "malformed, poison, foreign record": Row(
        "set aside at once: one object in S3; nobody waits behind it",
        ("recommender-OfferSetAside", "recommender-FailuresWaiting"),
    ),
    "duplicate, replayed batch": Row(
        "the same bytes, the same id", why_silent="Lambda promises to deliver at least once: nobody has to act"
    ),
    "out of order": Row(
        "one INSERT for each key; any order gives every event its offer",
        why_silent="no order is promised: nobody has to act",
    ),
    "Lambda killed before/after recording, before/after publishing": Row(
        "retry, the same bytes", ("recommender-Errors",)
    ),
    "SNS down, throttled, partial PublishBatch failure": Row(
        "only failed records are retried, for an hour → S3 → redriven",
        ("recommender-OfferError", "recommender-FailuresWaiting"),
    ),
    "subscriber down": Row(
        "SNS retries; the subscription's dead-letter queue",
        ("topic-DeliveryFailures", "consumer-DeadLetters", "consumer-DeadLetterAge"),
    ),
    "oversize item, batch": Row("413 at the door; the publish limit of 256 KiB is honoured", ("api-ClientErrors",)),
    "somebody else answers in a service's place": Row(
        "as when the service fails, whatever it looks like; no log shows it",
        ("ingest-InsertError", "recommender-OfferError", "personalize-CircuitOpen"),
    ),
    "stream trimmed": Row(
        "an alarm; reconcile finds accepted events without an offer and replays them",
        ("recommender-IteratorAge", "recommender-NothingPublished"),
    ),
    "table deleted": Row("deletion protection, point-in-time recovery", ("ingest-InsertError",)),
    "clock skew, leap, time zone": Row("order and TTL are unaffected", why_silent="nothing is different for anybody"),
}
"""Fault → what is expected."""

OUTAGES = {
    "the recommender may not run": ("recommender-Throttles",),
    "the recommender cannot start": ("recommender-Errors", "recommender-InitFailures"),
    "the topic refuses offers": ("recommender-OfferError",),
    "the consumer's queue refuses offers": ("topic-DeliveryFailures", "consumer-DeadLetters-consumer"),
    "the campaign is gone": ("recommender-CampaignUnusable",),
    "an item cannot be read": ("recommender-CatalogueItemUnreadable",),
    "a failed record waits in the bucket": ("recommender-FailuresWaiting",),
    "a fifth of the writes fail": ("ingest-InsertError", "api-ServerErrors", "slo-Availability-FastBurn"),
    "ingest may not run": ("ingest-Throttles",),
    "ingest cannot start": ("ingest-InitFailures",),
}
"""What is caused on the applied stack → the alarms that ring there, as they are named below the prefix."""


def row(name: str) -> Callable[[Any], Any]:
    """Mark a test as one of this row's. Raises ``KeyError`` for a row that does not exist."""
    expected = ROWS[name].expected

    def mark(test: Any) -> Any:
        test.__doc__ = f"{name} → {expected}."
        return test

    return mark
