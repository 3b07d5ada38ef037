"""Store a request as an event, once: event ids, repeats and conflicts."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ingest.domain import interest_request
from ingest.domain.interest_request import InterestRequest
from ingest.domain.model import Recorded, RefusedError
from ingest.ports import InterestStore
from shared.generated.contract import PROBLEM_TYPE_PREFIX
from shared.interest_event import InterestEvent
from shared.normalisation import normalised_key
from shared.ports import Tracing
from shared.pseudonym import Pseudonyms
from shared.timestamps import iso_milliseconds, utc_now
from shared.trace_header import TraceHeader

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, PROBLEM_TYPE_PREFIX)


@dataclass(frozen=True)
class InterestRecorder:
    """Checks requests and stores them as events for ``ttl_days``."""

    store: InterestStore
    ttl_days: int
    tracing: Tracing
    pseudonyms: Pseudonyms
    now: Callable[[], datetime] = utc_now

    def record(self, body: bytes, caller: str, idempotency_key: str | None) -> Recorded:
        """Return what is stored for the request. Raises what :func:`record` raises."""
        request = interest_request.read(body)
        event_id = new_event_id(caller, request.customer_id, idempotency_key)
        self.tracing.annotate(event_id=event_id, **self.pseudonyms.annotation(request.customer_id))
        return record(
            request,
            event_id=event_id,
            trace_header=self.tracing.current_header(),
            now=self.now(),
            ttl_days=self.ttl_days,
            store=self.store,
        )


def new_event_id(caller: str, customer_id: str, idempotency_key: str | None) -> str:
    """Return the event's id: random, or with a key the same for each repeat by this caller for this customer."""
    if idempotency_key is None:
        return str(uuid.uuid4())
    return str(uuid.uuid5(_NAMESPACE, json.dumps([caller, customer_id, idempotency_key])))


def record(
    request: InterestRequest,
    *,
    event_id: str,
    trace_header: TraceHeader,
    now: datetime,
    ttl_days: int,
    store: InterestStore,
) -> Recorded:
    """Store ``request`` as the event ``event_id`` and return what is stored.

    An event that is already there with the same body is a repeat: a client sent the same key again, or the response to
    an earlier attempt was lost. With another body it is a conflict: raises
    :class:`~ingest.domain.model.RefusedError`. Raises :class:`~ingest.domain.model.UnavailableError` when the store
    fails.
    """
    event = InterestEvent(
        customer_id=request.customer_id,
        event_id=event_id,
        timestamp=iso_milliseconds(now),
        interest=request.interest,
        location=request.location,
        interest_key=normalised_key(request.interest),
        location_key=normalised_key(request.location),
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
