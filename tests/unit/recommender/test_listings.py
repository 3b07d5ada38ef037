"""What is sold at a location is found, whatever is sold elsewhere, at the same cost."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

from recommender.adapters.catalogue_table import CatalogueTable
from recommender.adapters.index_reader import popularity
from recommender.domain import suitability
from shared.budget import Budget, OutOfTimeError
from shared.catalogue.item import Item
from shared.catalogue.layout import EVERYWHERE
from tests.support.fakes.events import NOW, interest_event
from tests.support.fakes.invocation import PLENTY, UnreadableNotes
from tools.catalogue_item import catalogue_item
from tools.catalogue_listings import listings

TOWN, PARIS = "cape town", "paris"
Stored = dict[str, Any]


def stored(item_id: str, popularity: int, *locations: str, **rules: Any) -> Stored:
    """An item as the loader stores it."""
    record = {"item_id": item_id, "title": "Title", "category": "organic_food", "price": 1, "currency": "ZAR"}
    return catalogue_item({**record, "locations": list(locations), "popularity": popularity, **rules})


def elsewhere(count: int) -> list[Stored]:
    one = stored("paris", 1, PARIS)
    return [
        {**one, "item_id": {"S": f"paris-{number}"}, "popularity": {"N": str(1000 + number)}} for number in range(count)
    ]


class Tables:
    """The catalogue and its listings as DynamoDB would answer; counts requests, and what they read."""

    def __init__(self, items: Iterable[Stored], unlisted: Iterable[Stored] = ()) -> None:
        listed = list(items)
        self.items = [*listed, *unlisted]
        self.rows = [row for item in listed for row in listings(item)]
        self.requests: Counter[str] = Counter()
        self.read: Counter[str] = Counter()

    def query(self, **request: Any) -> dict[str, Any]:
        table, index = request["TableName"], request["IndexName"]
        rows = self.rows if table == "catalogue-listings" else self.items
        key, value = request["ExpressionAttributeNames"]["#key"], request["ExpressionAttributeValues"][":value"]
        found = [row for row in rows if row.get(key) == value and "popularity" in row]  # an index holds no other
        found.sort(key=lambda row: float(row["popularity"]["N"]), reverse=True)
        begin = request["ExclusiveStartKey"]["n"] if "ExclusiveStartKey" in request else 0
        page = found[begin : begin + request["Limit"]]
        self._count(f"{table}/{index}", len(page))
        end = begin + len(page)
        return {"Items": page, **({"LastEvaluatedKey": {"n": end}} if end < len(found) else {})}

    def batch_get_item(self, **request: Any) -> dict[str, Any]:
        keys = [key["item_id"] for key in request["RequestItems"]["catalogue"]["Keys"]]
        self._count("catalogue", len(keys))
        return {"Responses": {"catalogue": [item for item in self.items if item["item_id"] in keys]}}

    def _count(self, where: str, count: int) -> None:
        self.requests[where] += 1
        self.read[where] += count


def found(tables: Tables, by: str = "popular", count: int = 3, location: str = TOWN) -> list[str]:
    catalogue = CatalogueTable(tables, "catalogue", UnreadableNotes())

    def suits(item: Item) -> bool:
        return suitability.suits(item, interest_event(location_key=location), NOW)

    if by == "popular":
        found = catalogue.popular("organic_food", location, suits, count, PLENTY)
    else:
        found = catalogue.best_sellers(location, suits, count, PLENTY)
    return [item.item_id for item in found]


BY = pytest.mark.parametrize("by", ["popular", "best sellers"])
FEW = [stored("local", 2, TOWN, "durban"), stored("all", 3, EVERYWHERE)]


@BY
def test_what_is_sold_here_is_found_below_any_number_of_items_sold_elsewhere(by: str) -> None:
    assert found(Tables([*elsewhere(201), *FEW]), by) == ["all", "local"]


@BY
def test_it_costs_no_more_reads_with_50_000_items_elsewhere_than_with_50(by: str) -> None:
    few, many = Tables([*elsewhere(50), *FEW]), Tables([*elsewhere(50_000), *FEW])

    assert found(few, by) == found(many, by) == ["all", "local"]

    assert many.requests == few.requests
    assert many.read == few.read


@BY
def test_what_is_sold_everywhere_but_here_hides_nothing(by: str) -> None:
    elsewhere_too = [stored(f"not-{n}", 100 + n, EVERYWHERE, excluded_locations=[TOWN]) for n in range(300)]
    but_paris = stored("but-paris", 1, EVERYWHERE, excluded_locations=[PARIS])

    assert found(Tables([*elsewhere_too, *FEW]), by) == ["all", "local"]
    assert found(Tables([*FEW, but_paris]), by) == ["all", "local", "but-paris"]
    assert found(Tables([*FEW, but_paris]), by, location=PARIS) == ["all"]


@BY
def test_what_is_listed_and_what_is_not_come_in_the_order_of_their_popularity(by: str) -> None:
    items = [stored(f"local-{number}", number, TOWN) for number in (10, 30, 50)]
    others = [stored("unlisted-20", 20, TOWN), stored("unlisted-40", 40, EVERYWHERE)]

    assert found(Tables(items, others), by, count=4) == ["local-50", "unlisted-40", "local-30", "unlisted-20"]
    assert found(Tables(items, others), by, count=2) == ["local-50", "unlisted-40"]


@BY
def test_a_catalogue_that_was_never_listed_is_looked_through_as_far_as_before(by: str) -> None:
    tables = Tables([], [*elsewhere(199), stored("old", 1, TOWN)])

    assert found(tables, by) == ["old"]

    assert found(Tables([], [*elsewhere(200), stored("old", 1, TOWN)]), by) == []


def sold_out(count: int) -> list[Stored]:
    one = stored("gone", 1, TOWN, in_stock=False)
    return [{**one, "item_id": {"S": f"gone-{n}"}, "popularity": {"N": str(1000 + n)}} for n in range(count)]


@BY
def test_what_is_sold_out_here_hides_nothing_either(by: str) -> None:
    assert found(Tables([*sold_out(1000), *FEW]), by) == ["all", "local"]


def test_one_event_never_reads_all_of_a_large_catalogue() -> None:
    tables = Tables(sold_out(3000))

    assert found(tables) == []

    assert tables.read["catalogue"] == 2000


def test_a_listing_does_not_decide_and_the_catalogue_does() -> None:
    tables = Tables([stored(each, 1, TOWN) for each in ("gone", "moved", "renamed", "sold-out", "dear")])
    tables.items = [
        stored("moved", 2, PARIS),
        stored("renamed", 2, TOWN, category="tea"),
        stored("sold-out", 2, TOWN, in_stock=False),
        stored("dear", 1, TOWN, price=99),
    ]

    assert found(tables) == ["dear"]


def test_items_that_are_listed_in_several_places_are_offered_once() -> None:
    assert found(Tables([stored("both", 1, TOWN, EVERYWHERE, excluded_locations=[PARIS])])) == ["both"]


def test_a_list_that_might_not_be_read_in_time_is_not_asked_for() -> None:
    tables = Tables(FEW)
    with pytest.raises(OutOfTimeError):
        CatalogueTable(tables, "catalogue", UnreadableNotes()).popular(
            "organic_food", TOWN, lambda _: True, 3, Budget(lambda: 0)
        )
    assert not tables.requests


def test_of_several_lists_the_most_popular_are_looked_at_first() -> None:
    tables = Tables([stored(f"here-{n}", n, TOWN) for n in range(30)] + [stored("all", 100, EVERYWHERE)])

    assert found(tables, count=25)[0] == "all"
    assert tables.requests["catalogue"] == 1


def test_no_more_is_read_of_a_list_once_there_are_enough() -> None:
    tables = Tables([stored(f"here-{n}", n, TOWN) for n in range(80)])

    assert found(tables, count=25) == [f"here-{n}" for n in range(79, 54, -1)]
    assert tables.requests["catalogue"] == 1


def test_an_item_whose_popularity_another_program_took_away_comes_last() -> None:
    tables = Tables([stored("known", 2, TOWN), stored("unknown", 1, TOWN), stored("least", 1, TOWN)])
    for item in tables.items:
        if item["item_id"]["S"] == "unknown":
            del item["popularity"]
        if item["item_id"]["S"] == "least":
            item["popularity"] = {"N": "0.5"}

    assert found(tables, by="best sellers")[-1] == "unknown"
    assert popularity({"popularity": {"S": "many"}}) == 0
