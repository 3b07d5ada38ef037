"""What whoever recommends items for a customer has in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from shared.interest_event import InterestEvent


class RecommendationError(Exception):
    """No recommendation could be had. ``facts`` is what may be logged.

    ``unusable``: nor will one be, however long it is waited for, until somebody mends what is configured.
    """

    def __init__(self, facts: dict[str, str], *, unusable: bool = False) -> None:
        super().__init__("no recommendation")
        self.facts = facts
        self.unusable = unusable


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Item ids, best first; may be empty. ``hints`` are reasons by item id, in Amazon Personalize's words."""

    recommendation_id: str | None
    item_ids: tuple[str, ...]
    hints: Mapping[str, str] = field(default_factory=dict)


class Recommender(Protocol):
    """Recommends items for a customer in the context of one event."""

    def recommend(self, event: InterestEvent, count: int) -> Recommendation:
        """Return up to ``count`` items. Raises :class:`RecommendationError`."""
        ...
