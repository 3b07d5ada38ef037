"""Who chooses the items of an offer: Personalize where there is a campaign that answers, else the catalogue."""

from dataclasses import dataclass
from typing import Protocol

from recommender.offers import Choice, Item
from shared.interest_event import InterestEvent

PERSONALIZE = "personalize"
CATALOGUE = "catalogue"

# Recommended items may be unknown to the catalogue or not available at the location: ask for more than are offered.
# With at most 25 offers this stays within the 100 items that one DynamoDB batch reads.
_HEADROOM = 4

# After so many failures in a batch the rest is not asked for: a slow campaign must cost seconds, not the whole batch.
_FAILURES_PER_BATCH = 2


class RecommendationError(Exception):
    """No recommendation could be had. ``facts`` is what may be logged."""

    def __init__(self, facts: dict[str, str]) -> None:
        super().__init__("no recommendation")
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Item ids, best first."""

    recommendation_id: str | None
    item_ids: tuple[str, ...]


class Recommender(Protocol):
    """Recommends items for a customer."""

    def recommend(self, event: InterestEvent, count: int) -> Recommendation:
        """Return up to ``count`` items. Raises :class:`RecommendationError`."""
        ...


class Catalogue(Protocol):
    """Knows the items."""

    def items(self, item_ids: tuple[str, ...]) -> tuple[Item, ...]:
        """Return the items that are known, in the order of ``item_ids``."""
        ...

    def popular(self, category: str, location_key: str, count: int) -> tuple[Item, ...]:
        """Return up to ``count`` items of ``category`` available at ``location_key``, most popular first."""
        ...


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice. ``fallback`` is what may be logged of why Personalize did not make it, None when it was not to."""

    choice: Choice
    fallback: dict[str, str] | None = None


class Strategies:
    """Chooses items for the events of one batch. ``recommender`` is None where there is no campaign."""

    def __init__(self, recommender: Recommender | None, catalogue: Catalogue, count: int) -> None:
        self._recommender = recommender
        self._catalogue = catalogue
        self._count = count
        self._failures = 0

    def choose(self, event: InterestEvent) -> Chosen:
        """Return the items for ``event``. Failures of the catalogue pass through; those of Personalize do not."""
        if self._recommender is None:
            return Chosen(self._from_catalogue(event))
        if self._failures >= _FAILURES_PER_BATCH:
            return Chosen(self._from_catalogue(event), fallback={"error_class": "NotAskedAfterFailures"})
        try:
            recommendation = self._recommender.recommend(event, self._count * _HEADROOM)
        except RecommendationError as error:
            self._failures += 1
            return Chosen(self._from_catalogue(event), fallback=error.facts)
        known = self._catalogue.items(recommendation.item_ids)
        items = tuple(item for item in known if item.is_available_at(event.location_key))[: self._count]
        if not items:
            return Chosen(self._from_catalogue(event), fallback={"error_class": "NothingSuitable"})
        return Chosen(Choice(PERSONALIZE, items, recommendation.recommendation_id))

    def _from_catalogue(self, event: InterestEvent) -> Choice:
        return Choice(CATALOGUE, self._catalogue.popular(event.interest_key, event.location_key, self._count))
