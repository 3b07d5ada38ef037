"""The offer catalogue in DynamoDB."""

from collections.abc import Iterable, Iterator

from recommender.adapters.index_reader import PAGE_SIZE, IndexReader, Row, popularity
from recommender.adapters.listings import Listings
from recommender.adapters.unreadable_items import UnreadableItems
from recommender.ports import Suits
from shared.aws.clients import DynamoDb
from shared.aws.table_reader import TableReader
from shared.budget import Budget
from shared.catalogue.item import Item, UnreadableItemError, read_item
from shared.catalogue.layout import SHELF
from shared.generated.table_names import BY_CATEGORY, BY_POPULARITY

_MAX_PAGES = 4
_READ_AT_A_TIME = 25

Key = tuple[str, str, str]
"""An index, the attribute that is its key, and the value that is looked for."""


class CatalogueTable:
    """Reads items. One that cannot be read is not offered; ``unreadable`` counts and logs it."""

    def __init__(self, client: DynamoDb, table: str, unreadable: UnreadableItems) -> None:
        self._unreadable = unreadable
        self._reader = TableReader(client, table)
        self._index = IndexReader(client, table)
        self._listings = Listings(client, table)

    def items(self, item_ids: tuple[str, ...], budget: Budget) -> tuple[Item, ...]:
        """Return the known items, in the order of ``item_ids``.

        Raises botocore's errors, :class:`~shared.aws.table_reader.UnreadItemsError`, and
        :class:`~shared.budget.OutOfTimeError`.
        """
        found = {item.item_id: item for item in self._readable(self._read(item_ids, budget))}
        return tuple(found[item_id] for item_id in item_ids if item_id in found)

    def popular(self, category: str, location: str, suits: Suits, count: int, budget: Budget) -> tuple[Item, ...]:
        """Return up to ``count`` items of ``category`` that suit customers at ``location``, most popular first.

        Raises what :meth:`items` raises.
        """

        def fits(item: Item) -> bool:  # which another program may have moved since it was listed
            return item.category == category and suits(item)

        listed = self._listings.popular(category, location, budget)
        return self._most_popular(listed, (BY_CATEGORY, "category", category), fits, count, budget)

    def best_sellers(self, location: str, suits: Suits, count: int, budget: Budget) -> tuple[Item, ...]:
        """Return the same of all categories."""
        listed = self._listings.best_sellers(location, budget)
        return self._most_popular(listed, (BY_POPULARITY, "shelf", SHELF), suits, count, budget)

    def _most_popular(
        self, listed: Iterator[list[str]], key: Key, suits: Suits, count: int, budget: Budget
    ) -> tuple[Item, ...]:
        """Look at what is listed, and at the most popular items of all, for those that nobody listed.

        The former end with 2,000 of a place, so that one event cannot read all of a large catalogue. The latter are 50:
        one request, however much is sold elsewhere. Where nothing is listed, as in a catalogue that was not loaded
        since there are lists, they are 200.
        """
        found: list[tuple[float, Item]] = []
        known: set[str] = set()
        for item_ids in _few_at_a_time(listed, known):
            found += self._suitable(self._read(item_ids, budget), suits)
            if len(found) >= count:
                break
        for page in self._pages(key, budget):
            found += self._suitable((row for row in page if row["item_id"]["S"] not in known), suits)
            if known or len(found) >= count:
                break
        found.sort(key=lambda each: each[0], reverse=True)
        return tuple(item for _, item in found[:count])

    def _pages(self, key: Key, budget: Budget) -> Iterator[list[Row]]:
        after: Row | None = None
        for _ in range(_MAX_PAGES):
            page, after = self._index.page(*key, PAGE_SIZE, budget, after)
            yield page
            if after is None:
                return

    def _read(self, item_ids: Iterable[str], budget: Budget) -> Iterator[Row]:
        return self._reader.read(({"item_id": {"S": item_id}} for item_id in item_ids), budget)

    def _suitable(self, rows: Iterable[Row], suits: Suits) -> Iterator[tuple[float, Item]]:
        """Yield the items that suit, each after its popularity."""
        for row in rows:
            yield from ((popularity(row), item) for item in self._readable([row]) if suits(item))

    def _readable(self, rows: Iterable[Row]) -> Iterator[Item]:
        for row in rows:
            try:
                yield read_item(row)
            except UnreadableItemError as error:
                self._unreadable.note(row.get("item_id", {}).get("S", ""), str(error))


def _few_at_a_time(pages: Iterator[list[str]], known: set[str]) -> Iterator[list[str]]:
    """Yield the ids of ``pages`` that are not ``known``, and make them known, as many at a time as are read at once."""
    for page in pages:
        new = [item_id for item_id in dict.fromkeys(page) if item_id not in known]
        known.update(new)
        for start in range(0, len(new), _READ_AT_A_TIME):
            yield new[start : start + _READ_AT_A_TIME]
