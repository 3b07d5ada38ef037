"""The offer catalogue in DynamoDB."""

import time
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from recommender.offers import Item
from shared.clients import DynamoDb

BY_CATEGORY = "by-category"
_PAGE_SIZE = 50
_MAX_PAGES = 4
_BATCH_ATTEMPTS = 3
_BATCH_PAUSE_SECONDS = 0.05


class UnreadItemsError(Exception):
    """DynamoDB kept leaving items of a batch unread, which it does when it throttles."""


class CatalogueTable:
    """Reads items. An incomplete item is treated as unknown: it cannot be offered."""

    def __init__(self, client: DynamoDb, table: str) -> None:
        self._client = client
        self._table = table

    def items(self, item_ids: tuple[str, ...]) -> tuple[Item, ...]:
        """Return the known items, in the order of ``item_ids`` (at most 100).

        Raises botocore's errors, and :class:`UnreadItemsError`.
        """
        found = {item.item_id: item for item in map(_item, self._read(item_ids)) if item is not None}
        return tuple(found[item_id] for item_id in item_ids if item_id in found)

    def popular(self, category: str, location_key: str, count: int) -> tuple[Item, ...]:
        """Return up to ``count`` items available at ``location_key``, most popular first. Raises botocore's errors.

        Looks through the 200 most popular items of the category, so that one event cannot read a whole partition.
        """
        found: list[Item] = []
        request: dict[str, object] = {}
        for _ in range(_MAX_PAGES):
            page = self._client.query(
                TableName=self._table,
                IndexName=BY_CATEGORY,
                KeyConditionExpression="category = :category",
                ExpressionAttributeValues={":category": {"S": category}},
                ScanIndexForward=False,
                Limit=_PAGE_SIZE,
                **request,
            )
            items = (_item(attributes) for attributes in page.get("Items", []))
            found += [item for item in items if item is not None and item.is_available_at(location_key)]
            if len(found) >= count or "LastEvaluatedKey" not in page:
                break
            request = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
        return tuple(found[:count])

    def _read(self, item_ids: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
        wanted: Mapping[str, Any] = {self._table: {"Keys": [{"item_id": {"S": item_id}} for item_id in item_ids]}}
        for attempt in range(_BATCH_ATTEMPTS):
            answer = self._client.batch_get_item(RequestItems=wanted)
            yield from answer.get("Responses", {}).get(self._table, [])
            wanted = answer.get("UnprocessedKeys", {})
            if not wanted:
                return
            time.sleep(_BATCH_PAUSE_SECONDS * 2**attempt)
        raise UnreadItemsError


def _item(attributes: Mapping[str, Any]) -> Item | None:
    try:
        return Item(
            item_id=attributes["item_id"]["S"],
            title=attributes["title"]["S"],
            category=attributes["category"]["S"],
            price=Decimal(attributes["price"]["N"]),
            currency=attributes["currency"]["S"],
            locations=frozenset(attributes["locations"]["SS"]),
        )
    except (KeyError, TypeError, InvalidOperation):
        return None
