"""Who chooses the items of an offer, strategy by strategy, so that an offer is made whatever Personalize does.

personalize → last good → popular for the interest and location → catalogue.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from recommender.domain.model import Recommendation, RecommendationError
from recommender.domain.offers import Choice
from recommender.domain.single_flight import SingleFlight
from recommender.domain.suitability import suits
from recommender.ports import Catalogue, Recommender
from shared.budget import CALL_MS, Budget
from shared.catalogue.item import Item
from shared.generated.contract import STRATEGY_CATALOGUE, STRATEGY_PERSONALIZE, STRATEGY_POPULAR
from shared.interest_event import InterestEvent

# Recommended items may be unknown to the catalogue or not to be offered: ask for more than are offered.
# With at most 25 offers this stays within the 100 items that one DynamoDB batch reads.
_HEADROOM = 4


@dataclass(frozen=True, slots=True)
class Selection:
    """A choice, which is empty when nothing suits.

    ``fallback`` holds the log fields of why the campaign did not make it, None where there is no campaign or it did.
    ``unusable``: the campaign never will as it is configured. ``recommendation`` is the campaign's, when it chose.
    """

    choice: Choice
    fallback: dict[str, str] | None = None
    recommendation: Recommendation | None = None
    unusable: bool = False


class FallbackChain:
    """Chooses items for the events of one batch, and asks only once for each customer and context.

    ``recommenders`` are asked in their order, by strategy; there are none where there is no campaign.
    """

    def __init__(self, recommenders: Mapping[str, Recommender], catalogue: Catalogue, count: int) -> None:
        self._recommenders = recommenders
        self._catalogue = catalogue
        self._count = count
        self._single_flight = SingleFlight()

    def choose(self, event: InterestEvent, now: datetime, budget: Budget) -> Selection:
        """Return the items for ``event``. Failures of the catalogue pass through; those of recommenders do not.

        Raises :class:`~shared.budget.OutOfTimeError` when the next strategy might not end in time.
        """
        key = (event.customer_id, event.interest_keys, event.location_key)
        return self._single_flight.get(key, lambda: self._try_each(event, now, budget))

    def _try_each(self, event: InterestEvent, now: datetime, budget: Budget) -> Selection:
        fallback, unusable = None, False
        for strategy, recommender in self._recommenders.items():
            budget.require(CALL_MS)
            try:
                found = recommender.recommend(event, self._count * _HEADROOM)
            except RecommendationError as error:
                fallback, unusable = fallback or error.log_fields, unusable or error.unusable
                continue
            known = self._catalogue.items(found.item_ids, budget)
            items = tuple(item for item in known if suits(item, event, now))
            if items:
                choice = Choice(strategy, items[: self._count], found.recommendation_id, found.hints)
                return Selection(choice, fallback, found if strategy == STRATEGY_PERSONALIZE else None, unusable)
            if found.item_ids and not known and strategy == STRATEGY_PERSONALIZE:
                fallback, unusable = {"error_class": "UnknownItems"}, True  # it is another catalogue's campaign
            fallback = fallback or {"error_class": "NothingSuitable"}
        return Selection(self._most_popular(event, now, budget), fallback, unusable=unusable)

    def _most_popular(self, event: InterestEvent, now: datetime, budget: Budget) -> Choice:
        """Return what customers of the same interest and location share."""

        def suits_event(item: Item) -> bool:
            return suits(item, event, now)

        def look() -> Choice:
            popular: tuple[Item, ...] = ()
            for category in event.interest_keys:
                if missing := self._count - len(popular):
                    popular += self._catalogue.popular(category, event.location_key, suits_event, missing, budget)
            if popular:
                return Choice(STRATEGY_POPULAR, popular)
            best_sellers = self._catalogue.best_sellers(event.location_key, suits_event, self._count, budget)
            return Choice(STRATEGY_CATALOGUE, best_sellers)

        return self._single_flight.get((event.interest_keys, event.location_key), look)
