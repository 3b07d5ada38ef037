"""Reading the catalogue, with DynamoDB's answers scripted."""

from typing import Any

import pytest

from recommender import catalogue_table
from recommender.catalogue_table import CatalogueTable, UnreadItemsError


def attributes(item_id: str, *locations: str) -> dict[str, Any]:
    return {
        "item_id": {"S": item_id},
        "title": {"S": "Title"},
        "category": {"S": "organic_food"},
        "price": {"N": "64.9"},
        "currency": {"S": "ZAR"},
        "locations": {"SS": list(locations or ("cape town",))},
        "popularity": {"N": "1"},
    }


class ScriptedDynamoDb:
    """Gives the next of ``answers`` to every request."""

    def __init__(self, *answers: dict[str, Any]) -> None:
        self.answers = list(answers)
        self.requests: list[dict[str, Any]] = []

    def _next(self, **request: Any) -> dict[str, Any]:
        self.requests.append(request)
        return self.answers.pop(0)

    put_item = query = batch_get_item = _next


def read(*items: dict[str, Any]) -> dict[str, Any]:
    return {"Responses": {"catalogue": list(items)}, "UnprocessedKeys": {}}


def unread(item_id: str, *items: dict[str, Any]) -> dict[str, Any]:
    return {**read(*items), "UnprocessedKeys": {"catalogue": {"Keys": [{"item_id": {"S": item_id}}]}}}


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_table, "_BATCH_PAUSE_SECONDS", 0)


def test_items_come_in_the_order_asked_for_and_unknown_ones_are_left_out() -> None:
    client = ScriptedDynamoDb(read(attributes("a"), attributes("b")))
    found = CatalogueTable(client, "catalogue").items(("b", "gone", "a"))
    assert [each.item_id for each in found] == ["b", "a"]


def test_items_that_dynamodb_left_unread_are_asked_for_again() -> None:
    client = ScriptedDynamoDb(unread("b", attributes("a")), read(attributes("b")))
    found = CatalogueTable(client, "catalogue").items(("a", "b"))
    assert [each.item_id for each in found] == ["a", "b"]
    assert client.requests[1] == {"RequestItems": {"catalogue": {"Keys": [{"item_id": {"S": "b"}}]}}}


def test_items_that_stay_unread_are_an_error_and_not_unknown() -> None:
    client = ScriptedDynamoDb(*[unread("b", attributes("a"))] * 3)
    with pytest.raises(UnreadItemsError):
        CatalogueTable(client, "catalogue").items(("a", "b"))


@pytest.mark.parametrize("name", ["item_id", "title", "category", "price", "currency", "locations"])
def test_an_incomplete_item_is_not_offered(name: str) -> None:
    broken = {key: value for key, value in attributes("a").items() if key != name}
    wrong = {**attributes("b"), name: {"BOOL": True}}
    client = ScriptedDynamoDb(read(broken, wrong, attributes("c")))
    assert [each.item_id for each in CatalogueTable(client, "catalogue").items(("a", "b", "c"))] == ["c"]


def test_a_price_that_is_no_number_is_not_offered() -> None:
    client = ScriptedDynamoDb(read({**attributes("a"), "price": {"N": "free"}}))
    assert CatalogueTable(client, "catalogue").items(("a",)) == ()


def test_popular_items_are_those_available_at_the_location() -> None:
    client = ScriptedDynamoDb({"Items": [attributes("a"), attributes("b", "paris"), attributes("c", "everywhere")]})
    found = CatalogueTable(client, "catalogue").popular("organic_food", "cape town", 5)
    assert [each.item_id for each in found] == ["a", "c"]


def test_further_pages_are_read_until_there_are_enough() -> None:
    pages = [
        {"Items": [attributes("a", "paris")], "LastEvaluatedKey": {"item_id": {"S": "a"}}},
        {"Items": [attributes("b")], "LastEvaluatedKey": {"item_id": {"S": "b"}}},
        {"Items": [attributes("c")]},
    ]
    client = ScriptedDynamoDb(*pages)
    assert [each.item_id for each in CatalogueTable(client, "catalogue").popular("x", "cape town", 1)] == ["b"]
    assert client.requests[1]["ExclusiveStartKey"] == {"item_id": {"S": "a"}}
    assert len(client.answers) == 1


def test_one_event_never_reads_a_whole_large_category() -> None:
    page = {"Items": [attributes("a", "paris")], "LastEvaluatedKey": {"item_id": {"S": "a"}}}
    client = ScriptedDynamoDb(*[page] * 10)
    assert CatalogueTable(client, "catalogue").popular("x", "cape town", 1) == ()
    assert len(client.requests) == 4
