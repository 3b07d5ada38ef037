"""Who chooses the items of an offer: rung by rung, so that an offer leaves in time whatever Personalize does.

personalize → last good → popular for the interest and location → catalogue.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from recommender.budget import CALL_MS, Budget
from recommender.items import Item
from recommender.offers import Choice
from recommender.once import Once
from recommender.recommendations import Recommendation, RecommendationError, Recommender
from shared.generated.contract import STRATEGY_CATALOGUE, STRATEGY_PERSONALIZE, STRATEGY_POPULAR
from shared.interest_event import InterestEvent

# Recommended items may be unknown to the catalogue or not to be offered: ask for more than are offered.
# With at most 25 offers this stays within the 100 items that one DynamoDB batch reads.
_HEADROOM = 4

Suits = Callable[[Item], bool]


class Catalogue(Protocol):
    """Knows the items. Raises :class:`~recommender.budget.OutOfTimeError` rather than begin a call too late."""

    def items(self, item_ids: tuple[str, ...], budget: Budget) -> tuple[Item, ...]:
        """Return the items that are known, in the order of ``item_ids``."""
        ...

    def popular(self, category: str, location: str, suits: Suits, count: int, budget: Budget) -> tuple[Item, ...]:
        """Return up to ``count`` items of ``category`` that suit customers at ``location``, most popular first."""
        ...

    def best_sellers(self, location: str, suits: Suits, count: int, budget: Budget) -> tuple[Item, ...]:
        """Return the same of all categories."""
        ...


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice, which is empty when nothing suits.

    ``fallback`` is what may be logged of why the campaign did not make it, None when it was not to, and ``unusable``
    says that it never will as it is configured. ``answer`` is the campaign's, when it made the choice.
    """

    choice: Choice
    fallback: dict[str, str] | None = None
    answer: Recommendation | None = None
    unusable: bool = False


class Ladder:
    """Chooses items for the events of one batch, and asks only once for each customer and context.

    ``recommenders`` are asked in their order, by strategy; there are none where there is no campaign.
    """

    def __init__(self, recommenders: Mapping[str, Recommender], catalogue: Catalogue, count: int) -> None:
        self._recommenders = recommenders
        self._catalogue = catalogue
        self._count = count
        self._once = Once()

    def choose(self, event: InterestEvent, now: datetime, budget: Budget) -> Chosen:
        """Return the items for ``event``. Failures of the catalogue pass through; those of recommenders do not.

        Raises :class:`~recommender.budget.OutOfTimeError` when the next rung might not end in time.
        """
        key = (event.customer_id, event.interest_keys, event.location_key)
        return self._once.get(key, lambda: self._climb_down(event, now, budget))

    def _climb_down(self, event: InterestEvent, now: datetime, budget: Budget) -> Chosen:
        fallback, unusable = None, False
        for strategy, recommender in self._recommenders.items():
            budget.require(CALL_MS)
            try:
                answer = recommender.recommend(event, self._count * _HEADROOM)
            except RecommendationError as error:
                fallback, unusable = fallback or error.facts, unusable or error.unusable
                continue
            known = self._catalogue.items(answer.item_ids, budget)
            items = tuple(item for item in known if item.suits(event, now))
            if items:
                choice = Choice(strategy, items[: self._count], answer.recommendation_id, answer.hints)
                return Chosen(choice, fallback, answer if strategy == STRATEGY_PERSONALIZE else None, unusable)
            if answer.item_ids and not known and strategy == STRATEGY_PERSONALIZE:
                fallback, unusable = {"error_class": "UnknownItems"}, True  # it is another catalogue's campaign
            fallback = fallback or {"error_class": "NothingSuitable"}
        return Chosen(self._most_popular(event, now, budget), fallback, unusable=unusable)

    def _most_popular(self, event: InterestEvent, now: datetime, budget: Budget) -> Choice:
        """Return what customers of the same interest and location share."""

        def suits(item: Item) -> bool:
            return item.suits(event, now)

        def look() -> Choice:
            popular: tuple[Item, ...] = ()
            for category in event.interest_keys:
                if missing := self._count - len(popular):
                    popular += self._catalogue.popular(category, event.location_key, suits, missing, budget)
            if popular:
                return Choice(STRATEGY_POPULAR, popular)
            best_sellers = self._catalogue.best_sellers(event.location_key, suits, self._count, budget)
            return Choice(STRATEGY_CATALOGUE, best_sellers)

        return self._once.get((event.interest_keys, event.location_key), look)
