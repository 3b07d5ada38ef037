"""Where the items of the catalogue are sold: docs/decisions/0020-list-items-where-they-are-sold.md.

An index of DynamoDB's holds an item once, and an item is sold in several places. So a table beside the catalogue holds
a row for each. A row says where to look, and nothing else: whether the item may be offered, the catalogue says.
"""

from recommender.budget import Budget
from recommender.index_reader import IndexReader, Row, popularity
from recommender.items import EVERYWHERE
from shared.clients import DynamoDb

SUFFIX = "-listings"
"""The name of the table is the catalogue's, and this."""
BY_CATEGORY, BY_POPULARITY = "by-category", "by-popularity"
EVERYWHERE_BUT = "EVERYWHERE-BUT"
"""The location of what is sold everywhere but in some places. In capitals it is no location's key."""

_MOST_READ = 200


def category_at(location: str, category: str) -> str:
    """Return the key of a category at a location. What customers send holds no line break."""
    return f"{location}\n{category}"


class Listings:
    """Finds items by where they are sold, at the same cost whatever is sold elsewhere."""

    def __init__(self, client: DynamoDb, catalogue_table: str) -> None:
        self._reader = IndexReader(client, f"{catalogue_table}{SUFFIX}")

    def popular(self, category: str, location: str, budget: Budget) -> list[str]:
        """Return the ids of items of ``category`` that are listed for ``location``, most popular first.

        They are up to 200 from each list: of the location, of everywhere, and of everywhere but somewhere.
        Raises botocore's errors, and :class:`~recommender.budget.OutOfTimeError`.
        """
        keys = [category_at(place, category) for place in _places(location)]
        return self._most_popular(BY_CATEGORY, "category_at", keys, budget)

    def best_sellers(self, location: str, budget: Budget) -> list[str]:
        """Return the same of all categories."""
        return self._most_popular(BY_POPULARITY, "location", _places(location), budget)

    def _most_popular(self, index: str, key: str, values: list[str], budget: Budget) -> list[str]:
        rows: list[Row] = []
        for value in values:
            rows += self._reader.page(index, key, value, _MOST_READ, budget)[0]
        rows.sort(key=popularity, reverse=True)
        return list(dict.fromkeys(row["item_id"]["S"] for row in rows))


def _places(location: str) -> list[str]:
    return list(dict.fromkeys([location, EVERYWHERE, EVERYWHERE_BUT]))
