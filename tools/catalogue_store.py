"""The catalogue's tables: items, and where they are listed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from shared.aws.table_reader import TableReader
from shared.budget import UNLIMITED
from shared.generated.table_names import LISTINGS_SUFFIX
from tools.batch_write import Request, batches, write
from tools.catalogue_listings import Item, listing_key, listings, places

# BatchGetItem takes at most 100 keys.
_AT_A_TIME = 100

Progress = Callable[[int], object]
Listing = tuple[str, str]
"""The key of a row that lists an item: the item's id, and the place."""


class CatalogueStore:
    """Writes and removes items together with their listings.

    Listings are written and removed before their item is. The item, as it was, shows which there are, so the
    next run puts right what was interrupted. All methods raise botocore's errors,
    :class:`~tools.batch_write.PutOffError` and :class:`~shared.aws.table_reader.UnreadItemsError`.
    """

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table
        self._listings = f"{table}{LISTINGS_SUFFIX}"
        self._reader = TableReader(client, table, consistent=True)

    def put(self, items: Iterable[Item], progress: Progress = lambda _: None) -> int:
        """Write ``items`` over those that are there, and return how many; ``progress`` gets how many are done."""
        done = 0
        for some in batches(items, _AT_A_TIME):
            before = self.stored(item["item_id"]["S"] for item in some)
            self._write(self._listings, _relisting(some, before))
            self._write(self._table, ({"PutRequest": {"Item": item}} for item in some))
            done += len(some)
            progress(done)
        return done

    def remove(self, item_ids: Iterable[str], progress: Progress = lambda _: None) -> int:
        """Remove items, and return how many were there; ``progress`` gets how many ids are done."""
        done = removed = 0
        for some in batches(item_ids, _AT_A_TIME):
            before = self.stored(some)
            unlisting = (_unlisting(each, place) for each, item in before.items() for place in places(item))
            self._write(self._listings, unlisting)
            self._write(self._table, ({"DeleteRequest": {"Key": {"item_id": {"S": each}}}} for each in before))
            done += len(some)
            removed += len(before)
            progress(done)
        return removed

    def stored(self, item_ids: Iterable[str]) -> dict[str, Item]:
        """Return those of the items that are there, by id."""
        keys = ({"item_id": {"S": item_id}} for item_id in item_ids)
        return {item["item_id"]["S"]: item for item in self._reader.read(keys, UNLIMITED)}

    def count(self, item_ids: Iterable[str]) -> int:
        """Return how many of the items are there."""
        return sum(len(self.stored(some)) for some in batches(item_ids, _AT_A_TIME))

    def ids(self) -> Iterator[str]:
        """Yield the ids of all items that are there; reads the table page by page."""
        pages = self._client.get_paginator("scan").paginate(TableName=self._table, ProjectionExpression="item_id")
        return (item["item_id"]["S"] for page in pages for item in page["Items"])

    def stray_listings(self) -> Iterator[Listing]:
        """Yield the listings whose item is gone or sold elsewhere; reads both tables, page by page."""
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._listings,
            ProjectionExpression="item_id, #location",
            ExpressionAttributeNames={"#location": "location"},
        )
        rows = ((row["item_id"]["S"], row["location"]["S"]) for page in pages for row in page["Items"])
        for some in batches(rows, _AT_A_TIME):
            yield from self._stray(some)

    def unlist(self, found: Iterable[Listing]) -> int:
        """Remove those of the ``found`` listings that are still stray, and return how many were."""
        removed = 0
        for some in batches(found, _AT_A_TIME):
            stray = self._stray(some)
            self._write(self._listings, (_unlisting(*each) for each in stray))
            removed += len(stray)
        return removed

    def _stray(self, some: Sequence[Listing]) -> list[Listing]:
        """Return those of up to 100 listings whose item is gone or sold elsewhere."""
        items = self.stored(dict.fromkeys(item_id for item_id, _ in some))
        return [(item_id, place) for item_id, place in some if place not in places(items.get(item_id, {}))]

    def _write(self, table: str, requests: Iterable[Request]) -> None:
        write(requests, table, self._client)


def _relisting(items: Sequence[Item], before: Mapping[str, Item]) -> Iterator[Request]:
    """Yield what lists ``items`` as they will be, and no more as they were."""
    for item in items:
        item_id = item["item_id"]["S"]
        for place in places(before.get(item_id, {})) - places(item):
            yield _unlisting(item_id, place)
        for row in listings(item):
            yield {"PutRequest": {"Item": row}}


def _unlisting(item_id: str, place: str) -> Request:
    return {"DeleteRequest": {"Key": listing_key(item_id, place)}}
