"""The offer catalogue in DynamoDB."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

from recommender import catalogue_item
from recommender.budget import CALL_MS, Budget
from recommender.catalogue_item import UnreadableItemError
from recommender.items import Item
from recommender.table_reader import TableReader
from shared.clients import DynamoDb

BY_CATEGORY, BY_POPULARITY = "by-category", "by-popularity"
SHELF = "catalogue"
"""The attribute ``shelf`` of every item: the index of best sellers has one partition."""

_PAGE_SIZE = 50
_MAX_PAGES = 4

Suits = Callable[[Item], bool]


class Unreadable(Protocol):
    """Who is told of items that cannot be read."""

    def note(self, item_id: str, attribute: str) -> None:
        """Take note of an item and the attribute of it that cannot be read."""
        ...


class CatalogueTable:
    """Reads items. One that cannot be read is unknown: it is not offered, and ``unreadable`` is told of it."""

    def __init__(self, client: DynamoDb, table: str, unreadable: Unreadable) -> None:
        self._client = client
        self._table = table
        self._unreadable = unreadable
        self._reader = TableReader(client, table)

    def items(self, item_ids: tuple[str, ...], budget: Budget) -> tuple[Item, ...]:
        """Return the known items, in the order of ``item_ids``.

        Raises botocore's errors, :class:`~recommender.table_reader.UnreadItemsError`, and
        :class:`~recommender.budget.OutOfTimeError`.
        """
        read = self._reader.read(({"item_id": {"S": item_id}} for item_id in item_ids), budget)
        found = {item.item_id: item for item in self._readable(read)}
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
            found += filter(suits, self._readable(page.get("Items", [])))
            if len(found) >= count or "LastEvaluatedKey" not in page:
                break
            request = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
        return tuple(found[:count])

    def _readable(self, read: Iterable[Mapping[str, Any]]) -> Iterator[Item]:
        for attributes in read:
            try:
                yield catalogue_item.read(attributes)
            except UnreadableItemError as error:
                self._unreadable.note(attributes.get("item_id", {}).get("S", ""), str(error))
