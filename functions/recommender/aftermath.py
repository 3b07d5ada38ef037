"""What is kept once offers have left. Consumers wait for none of it, and a failure of it is no record's failure."""

from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from aws_lambda_powertools import Logger

from recommender.budget import CALL_MS, Budget
from recommender.recommendations import Recommendation
from recommender.record_work import Made
from shared.failures import describe
from shared.interest_event import InterestEvent


class Offers(Protocol):
    """Where decisions are kept."""

    def mark_left(self, event: InterestEvent, now: datetime) -> None:
        """Keep that the offer of ``event`` was published."""
        ...

    def note_refused(self, event: InterestEvent, attempt: str, now: datetime) -> None:
        """Keep that the topic refused ``attempt``, as it did all before."""
        ...


class Memory(Protocol):
    """Where the campaign's last answers are kept."""

    def remember(self, event: InterestEvent, answer: Recommendation) -> None:
        """Keep ``answer`` as the last for the event's customer, interest and location."""
        ...


@dataclass(frozen=True)
class Aftermath:
    """Marks offers as left, so that no retry publishes them again, and remembers what the campaign answered."""

    offers: Offers
    memory: Memory
    pool: Executor
    logger: Logger

    def note(self, left: list[Made], now: datetime, budget: Budget) -> None:
        """Keep it for all whose offers ``left``, in parallel; raises nothing."""
        work = [*self._marks(left, now), *self._memories(left)]
        list(self.pool.map(lambda act: self._attempt(act, "An offer left; that could not be kept.", budget), work))

    def note_refused(self, failed: list[Made], now: datetime, budget: Budget) -> None:
        """Keep of those ``failed`` whose offers certainly did not leave that it is so; raises nothing."""
        work = [
            partial(self.offers.note_refused, made.delivery.event, made.attempt, now)
            for made in failed
            if made.delivery.event is not None and made.attempt is not None
        ]
        message = "An offer was refused; that could not be kept."
        list(self.pool.map(lambda act: self._attempt(act, message, budget), work))

    def _marks(self, left: list[Made], now: datetime) -> Iterable[Callable[[], None]]:
        for made in left:
            if made.delivery.event is not None:
                yield partial(self.offers.mark_left, made.delivery.event, now)

    def _memories(self, left: list[Made]) -> Iterable[Callable[[], None]]:
        """Yield one for each answer, which records of one customer and context share."""
        for made in {id(made.answer): made for made in left}.values():
            if made.delivery.event is not None and made.answer is not None:
                yield partial(self.memory.remember, made.delivery.event, made.answer)

    def _attempt(self, act: Callable[[], None], message: str, budget: Budget) -> None:
        try:
            budget.require(CALL_MS)
            act()
        except Exception as error:  # noqa: BLE001 - the offers have left: a repeat is the worst that can follow
            self.logger.warning(message, extra=describe(error))
