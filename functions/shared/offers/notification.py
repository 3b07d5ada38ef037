"""An offer on its way: its message, and the message attributes by which subscriptions filter. No AWS here."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from shared.generated.contract import OFFER_SCHEMA_VERSION
from shared.normalisation import earlier_key, normalised_key
from shared.offers.message import OfferMessage
from shared.trace_header import TraceHeader


@dataclass(frozen=True, slots=True)
class Notification:
    """``attributes`` are in the form that SNS takes: name → ``DataType`` and ``StringValue``."""

    offer: OfferMessage
    attributes: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, offer: OfferMessage, trace: TraceHeader) -> Self:
        """Return the notification of ``offer``, by which its consumers continue ``trace``.

        Interest and location are keys, so that a filter needs no variants. Where a key had an earlier form, both forms
        are there, since filters may hold either. There are seven attributes: with raw delivery, Amazon SQS takes no
        more than ten (Amazon SNS Developer Guide, "Amazon SNS message attributes").
        """
        texts = {
            "event_type": offer.event_type,
            "schema_version": OFFER_SCHEMA_VERSION,
            "strategy": offer.strategy,
            "trace_header": str(trace),
        }
        attributes = {name: _text(text) for name, text in texts.items()}
        for name, text in (("interest", offer.interest), ("location", offer.location)):
            keys = list(dict.fromkeys((normalised_key(text), earlier_key(text))))
            attributes[name] = _text(keys[0]) if len(keys) == 1 else _list(keys)
        return cls(offer, {**attributes, "categories": _list(_categories(offer))})

    @property
    def size(self) -> int:
        """The bytes that count towards a request's limit: the body, and names, types and values of attributes."""
        values = [text for attribute in self.attributes.values() for text in attribute.values()]
        return sum(len(text.encode()) for text in (self.offer.body, *self.attributes, *values))


def _text(text: str) -> dict[str, str]:
    return {"DataType": "String", "StringValue": text}


def _list(texts: Iterable[str]) -> dict[str, str]:
    return {"DataType": "String.Array", "StringValue": json.dumps(list(texts), ensure_ascii=False)}


def _categories(offer: OfferMessage) -> Iterable[str]:
    """Return each category once, by its key and as the item is filed; the interest's own also by its earlier key."""
    keys = [key for category in offer.categories for key in (normalised_key(category), category)]
    own = [earlier_key(offer.interest)] if normalised_key(offer.interest) in keys else []
    return dict.fromkeys([*keys, *own])
