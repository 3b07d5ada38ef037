"""The message of an offer (contracts/offer.v1.schema.json), with what it says held beside its text. No AWS here."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self


class UnreadableOfferError(ValueError):
    """A recorded body is no offer's message."""


@dataclass(frozen=True, slots=True)
class OfferMessage:
    """``body`` is what is published and never changes once it is recorded. All other fields repeat parts of it.

    ``categories`` are those of the offered items, in their order; ``expires_at`` is when the offer ends.
    """

    event_id: str
    body: str
    event_type: str
    strategy: str
    interest: str
    location: str
    categories: tuple[str, ...]
    expires_at: datetime

    @classmethod
    def of(cls, document: Mapping[str, Any], body: str) -> Self:
        """Return the message ``document`` (a CloudEvent), of which ``body`` is the JSON text."""
        data = document["data"]
        return cls(
            event_id=document["id"],
            body=body,
            event_type=document["type"],
            strategy=data["strategy"],
            interest=data["interest"],
            location=data["location"],
            categories=tuple(offer["category"] for offer in data["offers"]),
            expires_at=datetime.fromisoformat(data["expires_at"]),
        )

    @classmethod
    def parse(cls, body: str) -> Self:
        """Return the message whose JSON text is ``body``. Raises :class:`UnreadableOfferError`."""
        try:
            return cls.of(json.loads(body), body)
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableOfferError(type(error).__name__) from None
