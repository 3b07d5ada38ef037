"""Items as DynamoDB returns them, by a client that is scripted."""

from typing import Any

from recommender.domain import suitability
from shared.catalogue.item import Item
from shared.generated.table_names import LISTINGS_SUFFIX
from tests.support.fakes.events import NOW, interest_event


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
    """Gives the next of ``responses`` to every request for items of the catalogue; nothing is listed anywhere."""

    def __init__(self, *responses: dict[str, Any]) -> None:
        self.responses = list(responses)
        self.requests: list[dict[str, Any]] = []

    def batch_get_item(self, **request: Any) -> dict[str, Any]:
        self.requests.append(request)
        return self.responses.pop(0)

    def query(self, **request: Any) -> dict[str, Any]:
        return {"Items": []} if request["TableName"].endswith(LISTINGS_SUFFIX) else self.batch_get_item(**request)


def suits(item: Item) -> bool:
    return suitability.suits(item, interest_event(), NOW)


def read(*items: dict[str, Any]) -> dict[str, Any]:
    return {"Responses": {"catalogue": list(items)}, "UnprocessedKeys": {}}


def unread(item_id: str, *items: dict[str, Any]) -> dict[str, Any]:
    return {**read(*items), "UnprocessedKeys": {"catalogue": {"Keys": [{"item_id": {"S": item_id}}]}}}
