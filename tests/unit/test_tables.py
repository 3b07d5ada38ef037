"""What is written has the keys that terraform/tables.yaml declares for its table, each of the declared type."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.support.fakes.events import interest_event
from tests.support.tables import KEY_TYPES, TTL_ATTRIBUTE
from tools.catalogue_item import catalogue_item
from tools.catalogue_listings import listings

RECORD = {
    "item_id": "sku-1",
    "title": "Rooibos tea",
    "category": "organic_food",
    "price": 64.9,
    "currency": "ZAR",
    "popularity": 10,
    "locations": ["Cape Town"],
    "active_until": "2026-12-01T00:00:00Z",
}
ITEM = catalogue_item(RECORD)
(LISTING,) = listings(ITEM)
INTEREST = interest_event().to_item()


@pytest.mark.parametrize(
    ("table", "item"),
    [("catalogue", ITEM), ("interests", INTEREST), ("listings", LISTING)],
    ids=lambda each: str(each)[:9],
)
def test_an_item_has_every_attribute_by_which_its_table_finds_it(
    table: str, item: Mapping[str, Mapping[str, Any]]
) -> None:
    assert {name: set(item[name]) for name in KEY_TYPES[table]} == {
        name: {kind} for name, kind in KEY_TYPES[table].items()
    }


def test_an_interest_says_under_the_declared_name_when_it_may_be_deleted() -> None:
    assert INTEREST[TTL_ATTRIBUTE].keys() == {"N"}
