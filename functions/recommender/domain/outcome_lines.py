"""The log line that says what came of a record: contracts/log-event.v1.schema.json has its members."""

from datetime import datetime
from typing import Any

from recommender.domain.deciding import DAILY_CAP, EXPIRED
from recommender.domain.results import RecordResult
from shared.customers.records import DO_NOT_CONTACT
from shared.interest_event import InterestEvent, MalformedEventError, accepted_at
from shared.timestamps import milliseconds_since
from shared.trace_header import TraceHeader

Line = tuple[str, str, dict[str, Any]]
"""Level, message and log fields."""

_LEVELS_AND_MESSAGES = {
    "published": ("info", "Offer published."),
    "repeated": ("info", "The offer was published before."),
    "settled": ("info", "The event was settled before."),
    DO_NOT_CONTACT: ("info", "Offer withheld."),
    DAILY_CAP: ("info", "Offer withheld."),
    EXPIRED: ("warning", "The offer expired before it left."),
    "empty": ("warning", "Nothing to offer."),
    "failed": ("error", "Record failed."),
}


def line_of(result: RecordResult, now: datetime) -> Line | None:
    """Return the line of ``result``, which ended ``now`` if not earlier; None for a record that inserted no event."""
    outcome = _outcome(result)
    if outcome is None:
        return None
    level, message = _LEVELS_AND_MESSAGES[outcome]
    ended = result.ended or now
    log_fields: dict[str, Any] = {
        "outcome": outcome,
        "duration_ms": milliseconds_since(result.began or ended, ended),
        "sequence_number": result.delivery.number,
    }
    if event := result.delivery.event:
        log_fields |= {"event_id": event.event_id, **_trace_id(event)}
    if result.decision and result.decision.selection and result.decision.selection.fallback:
        log_fields["fallback"] = result.decision.selection.fallback
    if event and result.notification and result.failure is None:
        log_fields |= {"strategy": result.notification.offer.strategy, **_time_to_offer(event, ended)}
    if result.set_aside:
        log_fields["set_aside"] = True
    return level, message, {**log_fields, **(result.failure or {})}


def _outcome(result: RecordResult) -> str | None:
    if result.failure is not None:
        return "failed"
    if result.notification is not None:
        return "published"
    decision = result.decision
    if decision is None:
        return None
    if decision.withheld is not None:
        return decision.withheld
    if decision.repeated:
        return "repeated"
    return "settled" if decision.selection is None else "empty"


def _trace_id(event: InterestEvent) -> dict[str, str]:
    header = TraceHeader.parse(event.trace_header)
    return {} if header is None else {"trace_id": header.root}


def _time_to_offer(event: InterestEvent, published: datetime) -> dict[str, int]:
    """Return the time from the post until the offer was ``published``; empty where the event has no readable time."""
    try:
        return {"time_to_offer_ms": milliseconds_since(accepted_at(event.timestamp), published)}
    except MalformedEventError:
        return {}
