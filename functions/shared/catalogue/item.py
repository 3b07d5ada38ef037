"""How the catalogue table holds an item: read as strictly as the published offer has to be.

Other programs write the table, too. An item of theirs that is not as it should be is unreadable as a whole: a rule that
cannot be read must not make the item unlimited, and a price that no consumer takes must not be published.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from shared.normalisation import normalised_key

# contracts/offer.v1.schema.json
_CURRENCY = re.compile("[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the catalogue. Locations and interests are keys; ``locations`` may hold ``EVERYWHERE``.

    ``category`` is the key under which the item is filed, which may be one of an earlier form. ``active_from`` and
    ``active_until`` have a zone; None means without a limit.
    """

    item_id: str
    title: str
    category: str
    price: Decimal
    currency: str
    locations: frozenset[str]
    discount_percent: Decimal | None = None
    active_from: datetime | None = None
    active_until: datetime | None = None
    in_stock: bool = True
    excluded_locations: frozenset[str] = frozenset()
    excluded_interests: frozenset[str] = frozenset()


class UnreadableItemError(ValueError):
    """An item of the table is not as it should be; the message is the name of the attribute, without its value."""


def read_item(attributes: Mapping[str, Any]) -> Item:
    """Return the item that ``attributes``, as DynamoDB gives them, describe. Raises :class:`UnreadableItemError`."""
    values: dict[str, Any] = {}
    for name, (kind, convert) in {**_REQUIRED, **_RULES}.items():
        if name not in attributes and name in _RULES:
            continue
        try:
            values[name] = convert(attributes[name][kind])
        except (KeyError, TypeError, ValueError, InvalidOperation):
            raise UnreadableItemError(name) from None
    return Item(**values)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value


def _currency(value: str) -> str:
    if not _CURRENCY.fullmatch(value):
        raise ValueError
    return value


def _price(value: str) -> Decimal:
    price = Decimal(value)
    if not price.is_finite() or price < 0:
        raise ValueError
    return price


def _percent(value: str) -> Decimal:
    percent = Decimal(value)
    if not 0 < float(percent) < 100:  # as it is published: 99 and 40 nines behind the point are 100
        raise ValueError
    return percent


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:  # nobody can say when that is
        raise ValueError
    return moment


def _keys(names: Any) -> frozenset[str]:
    return frozenset(map(normalised_key, names))  # the item may have been loaded when keys were formed differently


_REQUIRED: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "item_id": ("S", _text),
    "title": ("S", _text),
    "category": ("S", _text),
    "price": ("N", _price),
    "currency": ("S", _currency),
    "locations": ("SS", _keys),
}
"""Attribute → its type in DynamoDB, and how it is read."""

_RULES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "discount_percent": ("N", _percent),
    "active_from": ("S", _moment),
    "active_until": ("S", _moment),
    "in_stock": ("BOOL", bool),
    "excluded_locations": ("SS", _keys),
    "excluded_interests": ("SS", _keys),
}
"""The same for what limits the offer of an item; each may be absent."""
