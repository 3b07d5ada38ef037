"""Where an item of the catalogue is listed: docs/decisions/0020-list-items-where-they-are-sold.md."""

from collections.abc import Mapping
from typing import Any

from shared.catalogue.layout import EVERYWHERE, EVERYWHERE_BUT, category_at

Item = Mapping[str, Mapping[str, Any]]
Row = dict[str, dict[str, Any]]


def places(item: Item) -> frozenset[str]:
    """Return the locations for which an item is listed, as DynamoDB holds it; none where it names none."""
    sold, excluded = _names(item, "locations"), _names(item, "excluded_locations")
    if EVERYWHERE not in sold:
        return sold - excluded
    return (sold - excluded - {EVERYWHERE}) | {EVERYWHERE_BUT} if excluded else frozenset({EVERYWHERE})


def listings(item: Item) -> list[Row]:
    """Return the rows that list an item that was checked.

    They have no end of their own: other programs may change the item's, and whoever reads the rows asks the item.
    """
    return [
        {
            "item_id": dict(item["item_id"]),
            "location": {"S": place},
            "category_at": {"S": category_at(place, item["category"]["S"])},
            "popularity": dict(item["popularity"]),
        }
        for place in sorted(places(item))
    ]


def listing_key(item_id: str, place: str) -> Row:
    """Return the key of an item's row for a place."""
    return {"item_id": {"S": item_id}, "location": {"S": place}}


def _names(item: Item, attribute: str) -> frozenset[str]:
    return frozenset(item.get(attribute, {}).get("SS", ()))
