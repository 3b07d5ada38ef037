"""Stop asking a campaign that keeps failing, and notice when it works again.

The pattern is Michael Nygard's (Release It!, "Circuit Breaker"). Each execution environment has its own.
"""

import threading
import time
from collections.abc import Callable

from recommender.recommendations import Recommendation, RecommendationError, Recommender
from shared.interest_event import InterestEvent

FAILURES_IN_A_ROW = 5
REST_SECONDS = 15.0

RESTED = {"error_class": "CampaignRested"}
"""What is told of an event for which the campaign was not asked."""


class CircuitBreaker:
    """Asks ``campaign`` until it fails :data:`FAILURES_IN_A_ROW` times, then one event every :data:`REST_SECONDS`."""

    def __init__(self, campaign: Recommender, clock: Callable[[], float] = time.monotonic) -> None:
        self._campaign = campaign
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._next_attempt = 0.0

    def recommend(self, event: InterestEvent, count: int) -> Recommendation:
        """Return the campaign's answer. Raises :class:`RecommendationError`, with :data:`RESTED` when not asked."""
        if not self._may_ask():
            raise RecommendationError(RESTED)
        try:
            answer = self._campaign.recommend(event, count)
        except RecommendationError:
            with self._lock:
                self._failures += 1
                self._next_attempt = self._clock() + REST_SECONDS
            raise
        with self._lock:
            self._failures = 0
        return answer

    def _may_ask(self) -> bool:
        with self._lock:
            if self._failures < FAILURES_IN_A_ROW:
                return True
            if self._clock() < self._next_attempt:
                return False
            # This one tries; the others wait for how it ends, or for the next turn should it never end.
            self._next_attempt = self._clock() + REST_SECONDS
            return True
