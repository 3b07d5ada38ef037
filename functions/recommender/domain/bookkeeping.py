"""Post-publish bookkeeping. Consumers do not wait for it, and its failure fails no record."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from recommender.domain.results import RecordResult
from recommender.ports import Classify, OfferStore, RecommendationMemory
from shared.budget import CALL_MS, Budget
from shared.ports import Log


@dataclass(frozen=True)
class Bookkeeping:
    """Marks offers as published, so that no retry publishes them again; remembers what the campaign recommended."""

    offers: OfferStore
    memory: RecommendationMemory
    pool: Executor
    logger: Log
    classify: Classify

    def note_published(self, published: list[RecordResult], now: datetime, budget: Budget) -> None:
        """Do both for all that were ``published``, in parallel; raises nothing."""
        work = [*self._marks(published, now), *self._memories(published)]
        self._attempt_all(work, "An offer left; that could not be kept.", budget)

    def note_refused(self, failed: list[RecordResult], now: datetime, budget: Budget) -> None:
        """Record which of the ``failed`` offers were certainly not published; raises nothing."""
        work = [
            partial(self.offers.note_refused, result.delivery.event, result.attempt, now)
            for result in failed
            if result.delivery.event is not None and result.attempt is not None
        ]
        self._attempt_all(work, "An offer was refused; that could not be kept.", budget)

    def _marks(self, published: list[RecordResult], now: datetime) -> Iterable[Callable[[], None]]:
        for result in published:
            if result.delivery.event is not None:
                yield partial(self.offers.mark_published, result.delivery.event, now)

    def _memories(self, published: list[RecordResult]) -> Iterable[Callable[[], None]]:
        """Yield one for each recommendation, which records of one customer and context share."""
        for result in {id(result.recommendation): result for result in published}.values():
            if result.delivery.event is not None and result.recommendation is not None:
                yield partial(self.memory.remember, result.delivery.event, result.recommendation)

    def _attempt_all(self, work: Sequence[Callable[[], None]], message: str, budget: Budget) -> None:
        list(self.pool.map(lambda act: self._attempt(act, message, budget), work))

    def _attempt(self, act: Callable[[], None], message: str, budget: Budget) -> None:
        try:
            budget.require(CALL_MS)
            act()
        except Exception as error:  # noqa: BLE001 - the offers are published: a repeat is the worst that can follow
            self.logger.warning(message, extra=self.classify(error).log_fields)
