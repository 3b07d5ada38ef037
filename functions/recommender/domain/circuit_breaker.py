"""Stop asking a campaign that keeps failing, and notice when it works again.

The pattern is Michael Nygard's (Release It!, "Circuit Breaker"). Each execution environment has its own.
"""

import threading
import time
from collections.abc import Callable

from recommender.domain.model import Recommendation, RecommendationError
from recommender.ports import Recommender
from shared.interest_event import InterestEvent

FAILURES_IN_A_ROW = 5
OPEN_SECONDS = 15.0

CIRCUIT_OPEN = {"error_class": "CampaignRested"}
"""The log fields of an event for which the campaign was not asked."""


class CircuitBreaker:
    """Asks ``campaign`` until it fails :data:`FAILURES_IN_A_ROW` times, then one event every :data:`OPEN_SECONDS`."""

    def __init__(self, campaign: Recommender, clock: Callable[[], float] = time.monotonic) -> None:
        self._campaign = campaign
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._next_attempt = 0.0

    def recommend(self, event: InterestEvent, count: int) -> Recommendation:
        """Return what the campaign recommends.

        Raises :class:`RecommendationError`; with :data:`CIRCUIT_OPEN` when the campaign was not asked.
        """
        if not self._may_ask():
            raise RecommendationError(CIRCUIT_OPEN)
        try:
            recommendation = self._campaign.recommend(event, count)
        except RecommendationError:
            with self._lock:
                self._failures += 1
                self._next_attempt = self._clock() + OPEN_SECONDS
            raise
        with self._lock:
            self._failures = 0
        return recommendation

    def _may_ask(self) -> bool:
        with self._lock:
            if self._failures < FAILURES_IN_A_ROW:
                return True
            if self._clock() < self._next_attempt:
                return False
            # This one asks; the others wait for how it ends, or for the next turn should it never end.
            self._next_attempt = self._clock() + OPEN_SECONDS
            return True
