"""What an offer is and how it is told to consumers (contracts/offer.v1.schema.json). No AWS here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from recommender.items import Item
from recommender.reasons import reason
from shared.generated.contract import OFFER_CONTENT_TYPE, OFFER_SPECVERSION, OFFER_TYPE
from shared.interest_event import InterestEvent
from shared.timestamps import iso_milliseconds

# A message and its attributes, which repeat a part of it, have to fit into 256 KiB (Amazon SNS API Reference, Publish).
_LARGEST_BODY_BYTES = 120 * 1024


class OfferTooLargeError(ValueError):
    """No request to SNS would hold the offer: the catalogue's texts are too long."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The items chosen for one event, best first, and by which strategy. May be empty.

    ``hints`` are Amazon Personalize's reasons by item id, where it gave any.
    """

    strategy: str
    items: tuple[Item, ...]
    recommendation_id: str | None = None
    hints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OfferMessage:
    """A message as it leaves: ``body`` never changes once it is frozen."""

    event_id: str
    body: str

    @property
    def strategy(self) -> str:
        """The strategy that the message names."""
        return str(json.loads(self.body)["data"]["strategy"])

    @property
    def expires_at(self) -> datetime:
        """The moment from which the offer no longer holds."""
        return datetime.fromisoformat(json.loads(self.body)["data"]["expires_at"])


@dataclass(frozen=True, slots=True)
class Frozen:
    """What was decided for an event: an offer, or None when it was withheld. ``left``: it is known to have left.

    ``attempt`` names our attempt to publish it where no other can have succeeded, and is None where one may have.
    """

    offer: OfferMessage | None
    left: bool = False
    attempt: str | None = None


def compose(event: InterestEvent, choice: Choice, source: str, now: datetime, valid_for: timedelta) -> OfferMessage:
    """Return the CloudEvents message that tells ``choice``.

    Raises ``ValueError`` when there is nothing to offer, and :class:`OfferTooLargeError`.
    The message holds as long as all of its items do, and no longer than ``valid_for``.
    """
    if not choice.items:
        raise ValueError("An offer needs at least one item.")
    ends = [item.active_until for item in choice.items if item.active_until is not None]
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
            "expires_at": iso_milliseconds(min([now + valid_for, *ends])),
            "offers": [_offer(item, rank, event, choice) for rank, item in enumerate(choice.items, start=1)],
        },
    }
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    if len(body.encode()) > _LARGEST_BODY_BYTES:
        raise OfferTooLargeError
    return OfferMessage(event.event_id, body)


def _offer(item: Item, rank: int, event: InterestEvent, choice: Choice) -> dict[str, object]:
    return {
        "item_id": item.item_id,
        "title": item.title,
        "category": item.category,
        "price": float(item.price),
        "currency": item.currency,
        **({"discount_percent": float(item.discount_percent)} if item.discount_percent is not None else {}),
        "rank": rank,
        "reason": reason(item, event, choice.strategy, choice.hints.get(item.item_id)),
    }
