"""A catalogue and a campaign that give what a test says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from recommender.domain.model import Recommendation
from shared.budget import Budget
from shared.catalogue.item import Item
from shared.interest_event import InterestEvent


def item(
    item_id: str, category: str = "organic_food", locations: tuple[str, ...] = ("cape town",), **rules: Any
) -> Item:
    return Item(item_id, f"Title of {item_id}", category, Decimal("64.90"), "ZAR", frozenset(locations), **rules)


@dataclass
class FakeCatalogue:
    """A catalogue whose order is its popularity. ``error`` is raised instead, when it is set."""

    known: list[Item] = field(default_factory=list)
    error: Exception | None = None
    queries: int = 0

    def items(self, item_ids: tuple[str, ...], budget: Budget) -> tuple[Item, ...]:
        if self.error:
            raise self.error
        by_id = {each.item_id: each for each in self.known}
        return tuple(by_id[item_id] for item_id in item_ids if item_id in by_id)

    def popular(
        self, category: str, location: str, suits: Callable[[Item], bool], count: int, budget: Budget
    ) -> tuple[Item, ...]:
        return self.best_sellers(location, lambda each: each.category == category and suits(each), count, budget)

    def best_sellers(
        self, location: str, suits: Callable[[Item], bool], count: int, budget: Budget
    ) -> tuple[Item, ...]:
        self.queries += 1
        if self.error:
            raise self.error
        return tuple(each for each in self.known if suits(each))[:count]


@dataclass
class FakeRecommender:
    """Recommends ``item_ids`` or raises ``error``; keeps what it was asked."""

    item_ids: tuple[str, ...] = ()
    error: Exception | None = None
    asked: list[tuple[InterestEvent, int]] = field(default_factory=list)

    def recommend(self, event: InterestEvent, count: int) -> Recommendation:
        self.asked.append((event, count))
        if self.error:
            raise self.error
        return Recommendation("RID-1", self.item_ids)


@dataclass
class LastRecommendations:
    """What the campaign recommended last, kept in memory."""

    kept: dict[str, Recommendation] = field(default_factory=dict)

    def remember(self, event: InterestEvent, recommendation: Recommendation) -> None:
        self.kept[event.customer_id] = recommendation
