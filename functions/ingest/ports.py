"""The protocols between ingest's domain and its adapters."""

from typing import Protocol

from ingest.domain.model import Recorded
from shared.interest_event import InterestEvent


class Recorder(Protocol):
    """Records what a storefront posts: the adapter of HTTP calls it, and the domain implements it."""

    def record(self, body: bytes, caller: str, idempotency_key: str | None) -> Recorded:
        """Return what is stored for a request. ``caller`` is the id of the API key, empty without one.

        Raises :class:`~ingest.domain.model.RefusedError` and :class:`~ingest.domain.model.UnavailableError`.
        """
        ...


class InterestStore(Protocol):
    """Keeps events: the domain calls it, and the adapter of DynamoDB implements it."""

    def add(self, event: InterestEvent) -> InterestEvent | None:
        """Keep ``event`` unless its id is taken; then return the event that has it.

        Raises :class:`~ingest.domain.model.UnavailableError`.
        """
        ...
