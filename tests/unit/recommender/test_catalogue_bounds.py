"""Which items of the catalogue are read and found, over DynamoDB in memory."""

from decimal import Decimal
from typing import Any

import pytest

from recommender.adapters.catalogue_table import CatalogueTable
from shared.catalogue.item import Item, UnreadableItemError, read_item
from tests.support.fakes.invocation import PLENTY, UnreadableNotes
from tests.support.unit.tables import in_memory


def stored(item_id: str, popularity: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "item_id": {"S": item_id},
        "title": {"S": "Title"},
        "category": {"S": "organic_food"},
        "price": {"N": "64.9"},
        "currency": {"S": "ZAR"},
        "locations": {"SS": ["cape town"]},
        "popularity": {"N": str(popularity)},
        "shelf": {"S": "catalogue"},
        **changes,
    }


@pytest.mark.parametrize("percent", ["0.5", "1", "99.5"])
def test_any_part_of_the_price_may_be_off(percent: str) -> None:
    assert read_item(stored("a", discount_percent={"N": percent})).discount_percent == Decimal(percent)


@pytest.mark.parametrize("price", ["0", "0.01"])
def test_what_costs_nothing_has_a_price(price: str) -> None:
    assert read_item(stored("a", price={"N": price})).price == Decimal(price)


def test_what_cannot_be_read_is_named_by_its_attribute() -> None:
    with pytest.raises(UnreadableItemError, match=r"^currency$"):
        read_item(stored("a", currency={"S": "zar"}))


def test_best_sellers_are_those_that_suit_in_their_order() -> None:
    dynamodb = in_memory()
    dynamodb.fill("catalogue", [stored("a", 1), stored("b", 3), stored("c", 2), stored("d", 4)])

    def suits(item: Item) -> bool:
        return item.item_id != "b"

    catalogue = CatalogueTable(dynamodb, "catalogue", UnreadableNotes())
    assert [item.item_id for item in catalogue.best_sellers("cape town", suits, 2, PLENTY)] == ["d", "c"]
    found = catalogue.popular("organic_food", "cape town", suits, 2, PLENTY)
    assert [item.item_id for item in found] == ["d", "c"]


def test_items_are_read_by_their_ids_in_the_order_that_is_asked_for() -> None:
    dynamodb = in_memory()
    dynamodb.fill("catalogue", [stored(item_id) for item_id in "abc"])
    catalogue = CatalogueTable(dynamodb, "catalogue", UnreadableNotes())
    assert [item.item_id for item in catalogue.items(("c", "gone", "a"), PLENTY)] == ["c", "a"]


def test_a_response_without_items_is_one_where_nothing_is_sold() -> None:
    class Silent:
        def query(self, **_: object) -> dict[str, object]:
            return {}

    catalogue = CatalogueTable(Silent(), "catalogue", UnreadableNotes())
    assert catalogue.popular("x", "cape town", lambda item: True, 2, PLENTY) == ()
