"""Reading the catalogue, with DynamoDB's responses scripted."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from recommender.adapters.catalogue_table import CatalogueTable
from shared.aws import table_reader
from shared.aws.table_reader import UnreadItemsError
from shared.budget import CALL_MS, Budget, OutOfTimeError
from shared.generated.table_names import LISTINGS_SUFFIX
from tests.support.fakes.invocation import PLENTY, UnreadableNotes
from tests.support.unit.ids import shown
from tests.support.unit.recommender.catalogue_reads import ScriptedDynamoDb, attributes, read, suits, unread


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_reader, "_PAUSE_SECONDS", 0)


def test_items_come_in_the_order_asked_for_and_unknown_ones_are_left_out() -> None:
    client = ScriptedDynamoDb(read(attributes("a"), attributes("b")))
    found = CatalogueTable(client, "catalogue", UnreadableNotes()).items(("b", "gone", "a"), PLENTY)
    assert [each.item_id for each in found] == ["b", "a"]


def test_items_that_dynamodb_did_not_read_are_asked_for_again() -> None:
    client = ScriptedDynamoDb(unread("b", attributes("a")), read(attributes("b")))
    found = CatalogueTable(client, "catalogue", UnreadableNotes()).items(("a", "b"), PLENTY)
    assert [each.item_id for each in found] == ["a", "b"]
    assert client.requests[1] == {"RequestItems": {"catalogue": {"Keys": [{"item_id": {"S": "b"}}]}}}


def test_items_that_stay_unread_are_an_error_and_not_unknown() -> None:
    client = ScriptedDynamoDb(*[unread("b", attributes("a"))] * 3)
    with pytest.raises(UnreadItemsError):
        CatalogueTable(client, "catalogue", UnreadableNotes()).items(("a", "b"), PLENTY)


@pytest.mark.parametrize("name", ["item_id", "title", "category", "price", "currency", "locations"])
def test_an_incomplete_item_is_not_offered(name: str) -> None:
    broken = {key: value for key, value in attributes("a").items() if key != name}
    wrong = {**attributes("b"), name: {"BOOL": True}}
    client, noted = ScriptedDynamoDb(read(broken, wrong, attributes("c"))), UnreadableNotes()
    found = CatalogueTable(client, "catalogue", noted).items(("a", "b", "c"), PLENTY)
    assert [each.item_id for each in found] == ["c"]
    assert noted.notes == ([("", name)] * 2 if name == "item_id" else [("a", name), ("b", name)])


# What other programs write, and what the published offer's schema refuses.
NOT_AS_IT_SHOULD_BE: list[dict[str, Any]] = [
    {"active_until": {"S": "2026-12-01T00:00:00"}},  # in no time zone
    {"active_until": {"S": "2026-12-01"}},
    {"active_until": {"S": "tomorrow"}},
    {"active_until": {"NULL": True}},
    {"active_from": {"N": "1"}},
    {"active_from": {"S": "2026-11-01T00:00:00"}},
    {"in_stock": {"S": "no"}},
    {"in_stock": {"N": "0"}},
    {"excluded_locations": {"S": "paris"}},
    {"excluded_locations": {"L": [{"S": "paris"}]}},
    {"excluded_interests": {"M": {}}},
    {"discount_percent": {"N": "half"}},
    {"discount_percent": {"N": "0"}},
    {"discount_percent": {"N": "100"}},
    {"discount_percent": {"N": "NaN"}},
    {"price": {"N": "free"}},
    {"price": {"N": "-1"}},
    {"price": {"N": "Infinity"}},
    {"price": {"S": "64.9"}},
    {"currency": {"S": "usd"}},
    {"currency": {"S": "€"}},
    {"currency": {"S": "Rand"}},
    {"title": {"S": ""}},
    {"title": {"M": {"en": {"S": "Title"}}}},
    {"category": {"S": ""}},
    {"locations": {"L": [{"S": "cape town"}]}},
]


@pytest.mark.parametrize("broken", NOT_AS_IT_SHOULD_BE, ids=shown)
@pytest.mark.parametrize("by", ["items", "popular"])
def test_an_item_that_is_not_as_it_should_be_costs_no_other_item(by: str, broken: dict[str, Any]) -> None:
    bad, noted = {**attributes("bad"), **broken}, UnreadableNotes()
    response = read(bad, attributes("b")) if by == "items" else {"Items": [bad, attributes("b")]}
    table = CatalogueTable(ScriptedDynamoDb(response), "catalogue", noted)
    found = (
        table.items(("bad", "b"), PLENTY)
        if by == "items"
        else table.popular("organic_food", "cape town", suits, 5, PLENTY)
    )
    assert [each.item_id for each in found] == ["b"]
    assert noted.notes == [("bad", next(iter(broken)))]


def test_popular_items_are_those_that_suit() -> None:
    client = ScriptedDynamoDb({"Items": [attributes("a"), attributes("b", "paris"), attributes("c", "everywhere")]})
    found = CatalogueTable(client, "catalogue", UnreadableNotes()).popular(
        "organic_food", "cape town", suits, 5, PLENTY
    )
    assert [each.item_id for each in found] == ["a", "c"]


def test_further_pages_are_read_until_there_are_enough() -> None:
    pages = [
        {"Items": [attributes("a", "paris")], "LastEvaluatedKey": {"item_id": {"S": "a"}}},
        {"Items": [attributes("b")], "LastEvaluatedKey": {"item_id": {"S": "b"}}},
        {"Items": [attributes("c")]},
    ]
    client = ScriptedDynamoDb(*pages)
    assert [
        each.item_id
        for each in CatalogueTable(client, "catalogue", UnreadableNotes()).popular(
            "organic_food", "cape town", suits, 1, PLENTY
        )
    ] == ["b"]
    assert client.requests[1]["ExclusiveStartKey"] == {"item_id": {"S": "a"}}
    assert len(client.responses) == 1


def test_one_event_never_reads_a_whole_large_category() -> None:
    page = {"Items": [attributes("a", "paris")], "LastEvaluatedKey": {"item_id": {"S": "a"}}}
    client = ScriptedDynamoDb(*[page] * 10)
    assert (
        CatalogueTable(client, "catalogue", UnreadableNotes()).popular("organic_food", "cape town", suits, 1, PLENTY)
        == ()
    )
    assert len(client.requests) == 4


@pytest.mark.parametrize(
    ("query", "index", "key", "value"),
    [
        (
            lambda table: table.popular("organic_food", "cape town", suits, 1, PLENTY),
            "by-category",
            "category",
            "organic_food",
        ),
        (lambda table: table.best_sellers("cape town", suits, 1, PLENTY), "by-popularity", "shelf", "catalogue"),
    ],
)
def test_the_most_popular_items_are_read_from_an_index_best_first(
    query: Callable[[CatalogueTable], object], index: str, key: str, value: str
) -> None:
    client = ScriptedDynamoDb({"Items": [attributes("a")]})
    query(CatalogueTable(client, "catalogue", UnreadableNotes()))
    (request,) = client.requests
    assert (request["IndexName"], request["ScanIndexForward"]) == (index, False)
    assert request["ExpressionAttributeNames"] == {"#key": key}
    assert request["ExpressionAttributeValues"] == {":value": {"S": value}}


def test_the_rules_of_an_item_are_read() -> None:
    rules = {
        "discount_percent": {"N": "12.5"},
        "active_from": {"S": "2026-11-01T00:00:00.000Z"},
        "active_until": {"S": "2026-12-01T00:00:00.000Z"},
        "in_stock": {"BOOL": False},
        "excluded_locations": {"SS": ["paris"]},
        "excluded_interests": {"SS": ["baby_care"]},
    }
    (found,) = CatalogueTable(
        ScriptedDynamoDb(read({**attributes("a"), **rules})), "catalogue", UnreadableNotes()
    ).items(("a",), PLENTY)
    assert found.discount_percent == Decimal("12.5")
    assert found.active_from == datetime(2026, 11, 1, tzinfo=UTC)
    assert found.active_until == datetime(2026, 12, 1, tzinfo=UTC)
    assert found.in_stock is False
    assert (found.excluded_locations, found.excluded_interests) == ({"paris"}, {"baby_care"})


class Clock:
    """Has ``remaining`` milliseconds, and loses 9,000 with every response of the client that it wraps."""

    def __init__(self, client: ScriptedDynamoDb, remaining: int) -> None:
        self.client, self.remaining = client, remaining

    def batch_get_item(self, **request: Any) -> dict[str, Any]:
        self.remaining -= 9_000
        return self.client.batch_get_item(**request)

    def query(self, **request: Any) -> dict[str, Any]:
        listed = request["TableName"].endswith(LISTINGS_SUFFIX)
        return self.client.query(**request) if listed else self.batch_get_item(**request)

    @property
    def budget(self) -> Budget:
        return Budget(lambda: self.remaining)


def test_a_page_that_might_not_be_read_in_time_is_not_asked_for() -> None:
    page = {"Items": [attributes("a", "paris")], "LastEvaluatedKey": {"item_id": {"S": "a"}}}
    clock = Clock(ScriptedDynamoDb(*[page] * 10), remaining=CALL_MS + 9_000)
    with pytest.raises(OutOfTimeError):
        CatalogueTable(clock, "catalogue", UnreadableNotes()).popular(
            "organic_food", "cape town", suits, 1, clock.budget
        )
    assert len(clock.client.requests) == 2


def test_items_that_stay_unread_are_not_asked_for_beyond_the_time() -> None:
    clock = Clock(ScriptedDynamoDb(*[unread("b", attributes("a"))] * 3), remaining=CALL_MS)
    with pytest.raises(OutOfTimeError):
        CatalogueTable(clock, "catalogue", UnreadableNotes()).items(("a", "b"), clock.budget)
    assert len(clock.client.requests) == 1
