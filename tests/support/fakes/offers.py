"""The offers table and the contact rules in memory."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from recommender.domain.offers import Choice, compose
from shared.budget import Budget
from shared.interest_event import InterestEvent
from shared.offers.message import OfferMessage
from shared.offers.recorded import RecordedOffer
from tests.support.fakes.catalogue import item
from tests.support.fakes.events import NOW, interest_event


def offer_message(event_id: str) -> OfferMessage:
    event = interest_event(event_id=event_id)
    return compose(event, Choice("popular", (item("a"),)), "/cxe-local/recommender", NOW, timedelta(hours=24))


@dataclass
class MemoryOffers:
    """The offers table in memory."""

    kept: dict[str, OfferMessage] = field(default_factory=dict)
    withheld: dict[str, str] = field(default_factory=dict)
    published: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    attempts: int = 0

    def _recorded(self, event_id: str) -> RecordedOffer:
        return RecordedOffer(None if event_id in self.withheld else self.kept[event_id], event_id in self.published)

    def known(self, event_ids: Iterable[str], budget: Budget) -> dict[str, RecordedOffer]:
        return {each: self._recorded(each) for each in event_ids if each in self.kept or each in self.withheld}

    def record(self, offer: OfferMessage, event: InterestEvent, now: datetime) -> RecordedOffer:
        if offer.event_id in self.withheld or offer.event_id in self.kept:
            return self._recorded(offer.event_id)
        self.kept[offer.event_id] = offer
        return RecordedOffer(offer, attempt="first")

    def try_again(self, event: InterestEvent, now: datetime, budget: Budget) -> RecordedOffer:
        self.attempts += 1
        refused = event.event_id in self.refused
        self.refused.discard(event.event_id)
        return replace(self._recorded(event.event_id), attempt=str(self.attempts) if refused else None)

    def note_refused(self, event: InterestEvent, attempt: str, now: datetime) -> None:
        self.refused.add(event.event_id)

    def decide_anew(self, offer: OfferMessage, event: InterestEvent, attempt: str, now: datetime) -> RecordedOffer:
        self.kept[offer.event_id] = offer
        return RecordedOffer(offer, attempt="first")

    def withhold(self, event: InterestEvent, why: str, now: datetime) -> None:
        self.withheld[event.event_id] = why

    def mark_published(self, event: InterestEvent, now: datetime) -> None:
        self.published.add(event.event_id)


@dataclass
class MemoryRules:
    """The contact rules in memory."""

    silent: set[str] = field(default_factory=set)
    offers_per_day: int = 0
    counted: dict[str, set[str]] = field(default_factory=dict)

    def not_to_contact(self, customer_ids: Iterable[str], budget: Budget) -> frozenset[str]:
        return frozenset(self.silent.intersection(customer_ids))

    def within_daily_cap(self, customer_id: str, event_id: str, now: datetime) -> bool:
        counted = self.counted.setdefault(customer_id, set())
        if self.offers_per_day and event_id not in counted and len(counted) >= self.offers_per_day:
            return False
        counted.add(event_id)
        return True
