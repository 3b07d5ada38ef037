"""The protocols between the recommender's domain and its adapters."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from recommender.domain.model import Delivery, Failure, Recommendation
from shared.budget import Budget
from shared.catalogue.item import Item
from shared.interest_event import InterestEvent
from shared.lambda_context import LambdaContext
from shared.offers.message import OfferMessage
from shared.offers.notification import Notification
from shared.offers.recorded import RecordedOffer

Suits = Callable[[Item], bool]
Classify = Callable[[Exception], Failure]
"""Says of an error what the domain needs to know."""


class BatchHandler(Protocol):
    """Makes offers: the adapter of the stream calls it, and the domain implements it."""

    def handle(self, deliveries: Sequence[Delivery], context: LambdaContext, *, by_hand: bool) -> list[str]:
        """Return the sequence numbers of the records that failed and are to be delivered again."""
        ...


class Recommender(Protocol):
    """Recommends items for a customer in the context of one event."""

    def recommend(self, event: InterestEvent, count: int) -> Recommendation:
        """Return up to ``count`` items. Raises :class:`~recommender.domain.model.RecommendationError`."""
        ...


class Catalogue(Protocol):
    """Knows the items. Raises :class:`~shared.budget.OutOfTimeError` rather than begin a call too late."""

    def items(self, item_ids: tuple[str, ...], budget: Budget) -> tuple[Item, ...]:
        """Return the items that are known, in the order of ``item_ids``."""
        ...

    def popular(self, category: str, location: str, suits: Suits, count: int, budget: Budget) -> tuple[Item, ...]:
        """Return up to ``count`` items of ``category`` that suit customers at ``location``, most popular first."""
        ...

    def best_sellers(self, location: str, suits: Suits, count: int, budget: Budget) -> tuple[Item, ...]:
        """Return the same of all categories."""
        ...


class ContactRules(Protocol):
    """Which customers may get offers, and how many a day."""

    def not_to_contact(self, customer_ids: Iterable[str], budget: Budget) -> frozenset[str]:
        """Return which of the customers want no offers."""
        ...

    def within_daily_cap(self, customer_id: str, event_id: str, now: datetime) -> bool:
        """Count the event against its customer's day; return whether it is within the cap."""
        ...


class OfferStore(Protocol):
    """Where decisions are recorded before anything is published, and what came of publishing after."""

    def known(self, event_ids: Iterable[str], budget: Budget) -> Mapping[str, RecordedOffer]:
        """Return what was decided before, by event id."""
        ...

    def record(self, offer: OfferMessage, event: InterestEvent, now: datetime) -> RecordedOffer:
        """Record ``offer`` unless its ``event`` was decided, and return what is recorded."""
        ...

    def try_again(self, event: InterestEvent, now: datetime, budget: Budget) -> RecordedOffer:
        """Begin another attempt to publish what is recorded for ``event``, and return it."""
        ...

    def decide_anew(self, offer: OfferMessage, event: InterestEvent, attempt: str, now: datetime) -> RecordedOffer:
        """Record ``offer`` in the place of an unpublished one, unless something came between; return what is there."""
        ...

    def withhold(self, event: InterestEvent, why: str, now: datetime) -> None:
        """Record that ``event`` gets no offer."""
        ...

    def mark_published(self, event: InterestEvent, now: datetime) -> None:
        """Record that the offer of ``event`` was published."""
        ...

    def note_refused(self, event: InterestEvent, attempt: str, now: datetime) -> None:
        """Record that the topic refused ``attempt``, as it did all before."""
        ...


class Topic(Protocol):
    """Publishes offers to their consumers."""

    def publish(self, notification: Notification) -> None:
        """Publish one offer."""
        ...

    def batches(self, notifications: Sequence[Notification]) -> Iterator[list[Notification]]:
        """Yield ``notifications`` in batches that :meth:`publish_batch` takes."""
        ...

    def publish_batch(self, batch: Sequence[Notification]) -> Mapping[str, dict[str, str]]:
        """Publish several offers; return what was not published: event id → its log fields."""
        ...


class RecommendationMemory(Protocol):
    """Where the campaign's last recommendations are kept."""

    def remember(self, event: InterestEvent, recommendation: Recommendation) -> None:
        """Keep ``recommendation`` as the last for the event's customer, interest and location."""
        ...


class FailureStore(Protocol):
    """Where failed records wait until somebody removes the cause."""

    def keep(self, record: Mapping[str, Any], context: LambdaContext) -> None:
        """Keep ``record`` as it was delivered; to keep it again does no harm."""
        ...
