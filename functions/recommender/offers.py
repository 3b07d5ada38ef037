"""What an offer is and how it is told to consumers (contracts/offer.v1.schema.json). No AWS here."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from shared.generated.contract import OFFER_CONTENT_TYPE, OFFER_SPECVERSION, OFFER_TYPE
from shared.interest_event import InterestEvent
from shared.timestamps import iso_milliseconds

EVERYWHERE = "everywhere"
"""The location key of items that are offered in every location."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the catalogue. ``locations`` are normalised location keys, or :data:`EVERYWHERE`."""

    item_id: str
    title: str
    category: str
    price: Decimal
    currency: str
    locations: frozenset[str]

    def is_available_at(self, location_key: str) -> bool:
        """Return whether the item may be offered at ``location_key``."""
        return location_key in self.locations or EVERYWHERE in self.locations


@dataclass(frozen=True, slots=True)
class Choice:
    """The items chosen for one event, best first, and by which strategy. May be empty."""

    strategy: str
    items: tuple[Item, ...]
    recommendation_id: str | None = None


@dataclass(frozen=True, slots=True)
class OfferMessage:
    """A message as it leaves: ``body`` never changes once it is frozen."""

    event_id: str
    body: str


def compose(event: InterestEvent, choice: Choice, source: str, now: datetime, valid_for: timedelta) -> OfferMessage:
    """Return the CloudEvents message that tells ``choice``. Raises ``ValueError`` when there is nothing to offer."""
    if not choice.items:
        raise ValueError("An offer needs at least one item.")
    message = {
        "specversion": OFFER_SPECVERSION,
        "id": event.event_id,
        "type": OFFER_TYPE,
        "source": source,
        "time": iso_milliseconds(now),
        "datacontenttype": OFFER_CONTENT_TYPE,
        "data": {
            "customer_id": event.customer_id,
            "interest": event.interest,
            "location": event.location,
            "strategy": choice.strategy,
            "recommendation_id": choice.recommendation_id,
            "expires_at": iso_milliseconds(now + valid_for),
            "offers": [_offer(item, rank, event) for rank, item in enumerate(choice.items, start=1)],
        },
    }
    return OfferMessage(event.event_id, json.dumps(message, ensure_ascii=False, separators=(",", ":")))


def _offer(item: Item, rank: int, event: InterestEvent) -> dict[str, object]:
    return {
        "item_id": item.item_id,
        "title": item.title,
        "category": item.category,
        "price": float(item.price),
        "currency": item.currency,
        "rank": rank,
        "reason": _reason(item, event),
    }


def _reason(item: Item, event: InterestEvent) -> str:
    """Return why ``item`` is offered, as part of a sentence: it is of the interest's kind, or it goes with it."""
    if item.category == event.interest_key:
        return f"because you like {_words(event.interest_key)}"
    return f"popular with people who like {_words(event.interest_key)}"


def _words(key: str) -> str:
    return key.replace("_", " ").strip()
