"""Where an item is listed follows from where it is sold, and from nothing else."""

from typing import Any

import pytest

from tests.support.unit.tools.catalogue_records import RECORD
from tools.catalogue_item import catalogue_item
from tools.catalogue_listings import listings, places

ANYWHERE_ELSE = "EVERYWHERE-BUT"


@pytest.mark.parametrize(
    ("sold", "excluded", "expected"),
    [
        (["Cape Town", "Paris"], [], {"cape town", "paris"}),
        (["Cape Town", "Paris"], ["paris"], {"cape town"}),
        (["Paris"], ["paris"], set()),
        (["everywhere"], [], {"everywhere"}),
        (["everywhere", "Paris"], [], {"everywhere"}),
        (["everywhere"], ["Paris"], {ANYWHERE_ELSE}),
        (["everywhere", "Cape Town", "Paris"], ["Paris"], {ANYWHERE_ELSE, "cape town"}),
        (["Everywhere-But"], [], {"everywhere-but"}),
    ],
)
def test_an_item_is_listed_where_it_is_sold(sold: list[str], excluded: list[str], expected: set[str]) -> None:
    item = catalogue_item({**RECORD, "locations": sold, "excluded_locations": excluded})

    assert places(item) == expected
    assert {row["location"]["S"] for row in listings(item)} == expected


def test_a_row_has_the_keys_of_both_indexes() -> None:
    (row,) = listings(catalogue_item({**RECORD, "locations": ["Cape Town"]}))

    assert row == {
        "item_id": {"S": "tea-01"},
        "location": {"S": "cape town"},
        "category_at": {"S": "cape town\norganic_food"},
        "popularity": {"N": "12"},
    }


def test_a_row_has_no_end_of_its_own_since_another_program_may_offer_the_item_for_longer() -> None:
    limited = catalogue_item({**RECORD, "active_until": "2026-12-01T00:00:00.001Z"})

    assert listings(limited) == listings(catalogue_item(RECORD))


@pytest.mark.parametrize("item", [{}, {"locations": {"S": "paris"}}, {"locations": {"L": []}}], ids=str)
def test_an_item_that_another_program_wrote_is_listed_nowhere_where_it_names_no_places(item: dict[str, Any]) -> None:
    assert places(item) == set()
