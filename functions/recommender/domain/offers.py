"""Compose an offer's message from the chosen items (contracts/offer.v1.schema.json)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from recommender.domain.reasons import reason
from shared.catalogue.item import Item
from shared.generated.contract import OFFER_CONTENT_TYPE, OFFER_SPECVERSION, OFFER_TYPE
from shared.interest_event import InterestEvent
from shared.offers.message import OfferMessage
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


def compose(event: InterestEvent, choice: Choice, source: str, now: datetime, valid_for: timedelta) -> OfferMessage:
    """Return the CloudEvents message that offers ``choice``.

    Raises ``ValueError`` when there is nothing to offer, and :class:`OfferTooLargeError`.
    The message holds as long as all of its items do, and no longer than ``valid_for``.
    """
    if not choice.items:
        raise ValueError("An offer needs at least one item.")
    ends = [item.active_until for item in choice.items if item.active_until is not None]
    message: dict[str, Any] = {
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
    return OfferMessage.of(message, body)


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
