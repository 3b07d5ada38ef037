"""The generated retailer: the same every time, fit for the catalogue table, with structure to learn."""

import json

import pytest

from local.personalize import retail_data
from local.personalize.retail_words import EVERYWHERE, LOCATIONS, RANGES
from shared.normalisation import normalised_key

ITEMS = retail_data.catalogue()


def test_the_same_seed_gives_the_same_data() -> None:
    again = retail_data.catalogue()
    assert again == ITEMS
    assert retail_data.interactions(again, customers=20) == retail_data.interactions(ITEMS, customers=20)
    assert retail_data.catalogue(seed=1) != ITEMS


def test_the_catalogue_has_organic_food_and_a_dozen_other_categories() -> None:
    assert len({item.category for item in ITEMS}) >= 13
    assert "organic_food" in RANGES
    assert 200 <= len(ITEMS) <= 300
    assert len({item.item_id for item in ITEMS}) == len({item.title for item in ITEMS}) == len(ITEMS)


def test_every_place_sells_something_of_every_category() -> None:
    for location in LOCATIONS:
        for category in RANGES:
            sold = [item for item in ITEMS if item.category == category and item.sold_in(location)]
            assert len(sold) >= 5, (category, location)


def test_keys_are_normalised_as_the_functions_normalise_them() -> None:
    keys = {item.category for item in ITEMS} | {location for item in ITEMS for location in item.locations}
    assert keys <= {normalised_key(key) for key in keys}
    assert keys <= {*RANGES, *LOCATIONS, EVERYWHERE}


def test_the_command_writes_table_items_as_json_lines(capsys: pytest.CaptureFixture[str]) -> None:
    retail_data.main()
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(records) == len(ITEMS)
    for record in records:
        assert set(record) == {"item_id", "title", "category", "price", "currency", "locations", "popularity"}
        assert record["price"] > 0
        assert record["locations"]
        assert 1 <= record["popularity"] <= 1000


def test_customers_choose_what_their_place_sells_and_mostly_what_interests_them() -> None:
    by_id = {item.item_id: item for item in ITEMS}
    chosen = retail_data.interactions(ITEMS, customers=200)
    assert all(by_id[choice.item_id].sold_in(choice.location) for choice in chosen)
    fitting = sum(by_id[choice.item_id].category == choice.interest for choice in chosen)
    assert 0.75 < fitting / len(chosen) < 0.98
