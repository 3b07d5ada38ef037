"""Where the items of the catalogue are sold: docs/decisions/0020-list-items-where-they-are-sold.md.

An index of DynamoDB's holds an item once, and an item is sold in several places. So a table beside the catalogue holds
a row for each. A row says where to look, and nothing else: whether the item may be offered, the catalogue says.
"""

from collections.abc import Iterator

from recommender.adapters.index_reader import PAGE_SIZE, IndexReader, Row, popularity
from shared.aws.clients import DynamoDb
from shared.budget import Budget
from shared.catalogue.layout import EVERYWHERE, EVERYWHERE_BUT, category_at
from shared.generated.table_names import BY_CATEGORY, BY_POPULARITY, LISTINGS_SUFFIX

_MAX_PAGES = 40


class Listings:
    """Finds items by where they are sold, at the same cost whatever is sold elsewhere."""

    def __init__(self, client: DynamoDb, catalogue_table: str) -> None:
        self._reader = IndexReader(client, f"{catalogue_table}{LISTINGS_SUFFIX}")

    def popular(self, category: str, location: str, budget: Budget) -> Iterator[list[str]]:
        """Yield the ids of items of ``category`` that are listed for ``location``, page by page.

        A page has up to 50 of each list, most popular first: of the location, of everywhere, and of everywhere but
        somewhere. Raises botocore's errors, and :class:`~shared.budget.OutOfTimeError`.
        """
        keys = [category_at(place, category) for place in _places(location)]
        return self._pages(BY_CATEGORY, "category_at", keys, budget)

    def best_sellers(self, location: str, budget: Budget) -> Iterator[list[str]]:
        """Yield the same of all categories."""
        return self._pages(BY_POPULARITY, "location", _places(location), budget)

    def _pages(self, index: str, key: str, values: list[str], budget: Budget) -> Iterator[list[str]]:
        after: dict[str, Row | None] = dict.fromkeys(values)
        for _ in range(_MAX_PAGES):
            rows: list[Row] = []
            for value, start in list(after.items()):
                page, more = self._reader.page(index, key, value, PAGE_SIZE, budget, start)
                rows += page
                after[value] = more
                if more is None:
                    del after[value]
            rows.sort(key=popularity, reverse=True)
            yield [row["item_id"]["S"] for row in rows]
            if not after:
                return


def _places(location: str) -> list[str]:
    return list(dict.fromkeys([location, EVERYWHERE, EVERYWHERE_BUT]))
