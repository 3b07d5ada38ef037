"""What one item of a catalogue may say, and how the table holds it."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from shared.catalogue.item import UnreadableItemError, read_item
from shared.catalogue.layout import SHELF
from shared.names import is_name
from shared.normalisation import normalised_key
from shared.timestamps import iso_milliseconds
from tools import dynamodb_limits
from tools.moments import moment

_TEXT = ("item_id", "title", "category", "currency")
_NUMBERS = ("price", "popularity")
_MOMENTS = ("active_from", "active_until")
_EXCLUSIONS = ("excluded_locations", "excluded_interests")
_REQUIRED = frozenset({*_TEXT, *_NUMBERS, "locations"})
_OPTIONAL = frozenset({*_MOMENTS, *_EXCLUSIONS, "discount_percent", "in_stock"})

# A location is a part of a key, and so are a location and a category together: shared/catalogue/layout.py.
_LONGEST_NAME = 1000
# One offer has to hold it, with all else that it says: functions/recommender/domain/offers.py.
_LONGEST_TITLE = 90 * 1024
_RULES = {
    "currency": "must be an ISO 4217 code: three capital letters, such as ZAR",
    "discount_percent": "must be a number above 0 and below 100",
}

Record = Mapping[str, Any]
Item = dict[str, dict[str, Any]]


class CatalogueError(ValueError):
    """A record is no catalogue item; the message says why, without values."""


def catalogue_item(record: Record) -> Item:
    """Return the record as DynamoDB holds it. Raises :class:`CatalogueError`.

    Category, locations and exclusions are normalised as the functions look them up, points in time as they compare
    them. Every item gets the one ``shelf`` by which the index of best sellers finds it. What is returned is what
    DynamoDB stores and what the recommender reads.
    """
    try:
        item = _item(record)
        _check_lengths(item)
        read_item(item)
    except UnreadableItemError as attribute:
        raise CatalogueError(f"{attribute} {_RULES.get(str(attribute), 'cannot be offered')}") from None
    except ValueError as problem:
        raise CatalogueError(str(problem)) from None
    return item


def _item(record: Record) -> Item:
    missing, unknown = sorted(_REQUIRED - record.keys()), sorted(record.keys() - _REQUIRED - _OPTIONAL)
    if missing or unknown:
        raise ValueError(f"missing {missing or 'nothing'}, unknown {unknown or 'nothing'}")
    locations = _keys(record, "locations")
    if not locations:
        raise ValueError('locations must be a list of names, or ["everywhere"]')
    return {
        **{name: {"S": _text(record, name)} for name in _TEXT},
        **{name: {"N": _number(record, name)} for name in _NUMBERS},
        "category": {"S": _key(record["category"], "category")},
        "locations": {"SS": locations},
        "shelf": {"S": SHELF},
        **_period(record),
        **_rules(record),
    }


def _period(record: Record) -> Item:
    """Return when the item may be offered: from a point in time, up to another."""
    moments = {name: _moment(record, name) for name in _MOMENTS if name in record}
    if len(moments) == 2 and moments["active_from"] >= moments["active_until"]:
        raise ValueError("active_from must be before active_until")
    return {name: {"S": text} for name, text in moments.items()}


def _rules(record: Record) -> Item:
    """Return the item's discount, whether it is in stock, and to whom it is not offered: what the record says."""
    rules: Item = {}
    if "discount_percent" in record:
        rules["discount_percent"] = {"N": _number(record, "discount_percent")}
    if "in_stock" in record:
        if not isinstance(record["in_stock"], bool):
            raise ValueError("in_stock must be true or false")
        rules["in_stock"] = {"BOOL": record["in_stock"]}
    for name in _EXCLUSIONS:
        if excluded := _keys(record, name):  # DynamoDB keeps no empty set
            rules[name] = {"SS": excluded}
    return rules


def _text(record: Record, name: str) -> str:
    value = record[name]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} must be text that is not empty")
    return _checked(name, value)


def _number(record: Record, name: str) -> str:
    value = record[name]
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError(f"{name} must be a number that is not negative")
    try:
        number = dynamodb_limits.number(Decimal(str(value)))
    except ValueError as problem:
        raise ValueError(f"{name} {problem}") from None
    if number.startswith("-"):
        raise ValueError(f"{name} must be a number that is not negative")
    return number


def _moment(record: Record, name: str) -> str:
    try:
        return iso_milliseconds(moment(_text(record, name)))
    except ValueError as problem:
        raise ValueError(f"{name}: {problem}") from None


def _keys(record: Record, name: str) -> list[str]:
    """Return the normalised names of a list, sorted and each once; none where ``record`` has no such list."""
    names = record.get(name, [])
    if not isinstance(names, list) or not all(isinstance(each, str) and each.strip() for each in names):
        raise ValueError(f"{name} must be a list of names")
    return sorted({_checked(name, _key(each, name), _LONGEST_NAME) for each in names})


def _key(text: str, name: str) -> str:
    """Return the key of a name, which a request can have: the API would refuse any other, and it would never match."""
    if not is_name(text):
        raise ValueError(f"{name} must show something, without control or invisible characters other than joiners")
    return normalised_key(text)


def _checked(name: str, text: str, longest: int | None = None) -> str:
    try:
        return dynamodb_limits.text(text, longest)
    except ValueError as problem:
        raise ValueError(f"{name} {problem}") from None


def _check_lengths(item: Item) -> None:
    _checked("item_id", item["item_id"]["S"], dynamodb_limits.LONGEST_PARTITION_KEY)
    _checked("category", item["category"]["S"], _LONGEST_NAME)
    _checked("title", json.dumps(item["title"]["S"], ensure_ascii=False), _LONGEST_TITLE)
    dynamodb_limits.check_size(item)
