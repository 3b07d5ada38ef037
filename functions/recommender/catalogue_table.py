"""The offer catalogue in DynamoDB."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from recommender.budget import CALL_MS, Budget
from recommender.items import Item
from recommender.table_reader import TableReader
from shared.clients import DynamoDb

BY_CATEGORY, BY_POPULARITY = "by-category", "by-popularity"
SHELF = "catalogue"
"""The attribute ``shelf`` of every item: the index of best sellers has one partition."""

_PAGE_SIZE = 50
_MAX_PAGES = 4

Suits = Callable[[Item], bool]


class CatalogueTable:
    """Reads items. An incomplete item is treated as unknown: it cannot be offered."""

    def __init__(self, client: DynamoDb, table: str) -> None:
        self._client = client
        self._table = table
        self._reader = TableReader(client, table)

    def items(self, item_ids: tuple[str, ...], budget: Budget) -> tuple[Item, ...]:
        """Return the known items, in the order of ``item_ids``.

        Raises botocore's errors, :class:`~recommender.table_reader.UnreadItemsError`, and
        :class:`~recommender.budget.OutOfTimeError`.
        """
        read = self._reader.read(({"item_id": {"S": item_id}} for item_id in item_ids), budget)
        found = {item.item_id: item for item in map(_item, read) if item is not None}
        return tuple(found[item_id] for item_id in item_ids if item_id in found)

    def popular(self, category: str, suits: Suits, count: int, budget: Budget) -> tuple[Item, ...]:
        """Return up to ``count`` items of ``category`` that suit, most popular first.

        Raises botocore's errors, and :class:`~recommender.budget.OutOfTimeError`.
        """
        return self._most_popular(BY_CATEGORY, "category", category, suits, count, budget)

    def best_sellers(self, suits: Suits, count: int, budget: Budget) -> tuple[Item, ...]:
        """Return up to ``count`` items of any category that suit, most popular first.

        Raises botocore's errors, and :class:`~recommender.budget.OutOfTimeError`.
        """
        return self._most_popular(BY_POPULARITY, "shelf", SHELF, suits, count, budget)

    def _most_popular(  # noqa: PLR0917 - one query, told in full
        self, index: str, key: str, value: str, suits: Suits, count: int, budget: Budget
    ) -> tuple[Item, ...]:
        """Look through the 200 most popular items, so that one event cannot read a whole partition."""
        found: list[Item] = []
        request: dict[str, object] = {}
        for _ in range(_MAX_PAGES):
            budget.require(CALL_MS)
            page = self._client.query(
                TableName=self._table,
                IndexName=index,
                KeyConditionExpression="#key = :value",
                ExpressionAttributeNames={"#key": key},
                ExpressionAttributeValues={":value": {"S": value}},
                ScanIndexForward=False,
                Limit=_PAGE_SIZE,
                **request,
            )
            items = (_item(attributes) for attributes in page.get("Items", []))
            found += [item for item in items if item is not None and suits(item)]
            if len(found) >= count or "LastEvaluatedKey" not in page:
                break
            request = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
        return tuple(found[:count])


def _item(attributes: Mapping[str, Any]) -> Item | None:
    try:
        return Item(
            item_id=attributes["item_id"]["S"],
            title=attributes["title"]["S"],
            category=attributes["category"]["S"],
            price=Decimal(attributes["price"]["N"]),
            currency=attributes["currency"]["S"],
            locations=frozenset(attributes["locations"]["SS"]),
            **_rules(attributes),
        )
    except (KeyError, TypeError, ValueError, InvalidOperation):
        return None


def _rules(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what limits the offer of an item; a rule that cannot be read makes the item unknown, not unlimited."""
    read: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "discount_percent": ("N", Decimal),
        "active_from": ("S", datetime.fromisoformat),
        "active_until": ("S", datetime.fromisoformat),
        "in_stock": ("BOOL", bool),
        "excluded_locations": ("SS", frozenset),
        "excluded_interests": ("SS", frozenset),
    }
    return {name: convert(attributes[name][kind]) for name, (kind, convert) in read.items() if name in attributes}
