"""How a preference becomes an event, once: event ids, repeats and conflicts. No AWS here."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from ingest.preference import Preference
from ingest.problems import RefusedError
from shared.generated.contract import PROBLEM_TYPE_PREFIX
from shared.interest_event import InterestEvent
from shared.normalisation import normalised_key
from shared.timestamps import iso_milliseconds
from shared.trace_header import TraceHeader

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, PROBLEM_TYPE_PREFIX)


class UnavailableError(Exception):
    """The event could not be stored, or it is not known whether it was. ``facts`` is what may be logged."""

    def __init__(self, facts: dict[str, str]) -> None:
        super().__init__("unavailable")
        self.facts = facts


class InterestStore(Protocol):
    """Where events are kept."""

    def add(self, event: InterestEvent) -> InterestEvent | None:
        """Keep ``event`` unless its id is taken; then return the event that has it.

        Raises :class:`UnavailableError`.
        """
        ...


@dataclass(frozen=True)
class Recorded:
    """The event as it is stored: ``trace_id`` is of the request that stored it, also when this one repeats it."""

    event_id: str
    trace_id: str


def new_event_id(caller: str, customer_id: str, idempotency_key: str | None) -> str:
    """Return the event's id: random, or with a key the same for each repeat by this caller for this customer."""
    if idempotency_key is None:
        return str(uuid.uuid4())
    return str(uuid.uuid5(_NAMESPACE, json.dumps([caller, customer_id, idempotency_key])))


def record(
    preference: Preference,
    *,
    event_id: str,
    trace_header: TraceHeader,
    now: datetime,
    ttl_days: int,
    store: InterestStore,
) -> Recorded:
    """Store ``preference`` as the event ``event_id`` and return what is stored.

    An event that is already there with the same body is a repeat and as good as stored: a client sent the same key
    again, or the reply to an earlier attempt was lost. With another body it is a conflict: raises
    :class:`RefusedError`. Raises :class:`UnavailableError` when the store fails.
    """
    event = InterestEvent(
        customer_id=preference.customer_id,
        event_id=event_id,
        timestamp=iso_milliseconds(now),
        interest=preference.interest,
        location=preference.location,
        interest_key=normalised_key(preference.interest),
        location_key=normalised_key(preference.location),
        trace_header=str(trace_header),
        expires_at=int((now + timedelta(days=ttl_days)).timestamp()),
    )
    earlier = store.add(event)
    if earlier is None:
        return Recorded(event_id, trace_header.root)
    if (earlier.interest, earlier.location) != (event.interest, event.location):
        raise RefusedError("idempotency-conflict")
    stored_header = TraceHeader.parse(earlier.trace_header)
    return Recorded(event_id, stored_header.root if stored_header else trace_header.root)
