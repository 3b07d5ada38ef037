"""A batch of stream records, its records in parallel, with what it needs passed in."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from recommender import stream_record
from recommender.aftermath import Aftermath
from recommender.budget import CALL_MS, Budget
from recommender.deciding import ContactRules, Decider, Offers
from recommender.ladder import Ladder
from recommender.offers_topic import Outgoing, batches
from recommender.record_work import Made, Publisher, RecordWork
from recommender.setting_aside import SettingAside
from shared.failures import describe, may_pass, refused_outright
from shared.generated.contract import (
    STRATEGY_CATALOGUE,
    STRATEGY_LAST_GOOD,
    STRATEGY_PERSONALIZE,
    STRATEGY_POPULAR,
)
from shared.generated.metric_names import (
    OFFER_CATALOGUE,
    OFFER_ERROR,
    OFFER_LAST_GOOD,
    OFFER_PERSONALIZED,
    OFFER_POPULAR,
    OFFER_PUBLISHED,
    OFFER_SET_ASIDE,
)
from shared.lambda_context import LambdaContext
from shared.observability import Counters
from shared.pseudonym import Pseudonyms
from shared.timestamps import utc_now
from shared.tracing import Tracing

METRICS_OF_STRATEGIES = {
    STRATEGY_PERSONALIZE: OFFER_PERSONALIZED,
    STRATEGY_LAST_GOOD: OFFER_LAST_GOOD,
    STRATEGY_POPULAR: OFFER_POPULAR,
    STRATEGY_CATALOGUE: OFFER_CATALOGUE,
}

PUBLISH_MS = CALL_MS + 500
"""What records leave over: the time for a batch of offers to be published once the last is decided."""


class Topic(Publisher, Protocol):
    """Who tells the consumers, also of several offers at once."""

    def publish_batch(self, batch: Sequence[Outgoing]) -> Mapping[str, dict[str, str]]:
        """Tell the consumers; return what did not leave: event id → what may be logged."""
        ...


@dataclass(frozen=True)
class OfferMaker:
    """Makes and publishes the offers of a batch.

    ``ladder`` makes a fresh one for every batch; ``variant`` names what its offers are compared by, in traces.
    """

    ladder: Callable[[], Ladder]
    offers: Offers
    rules: ContactRules
    topic: Topic
    aftermath: Aftermath
    setting_aside: SettingAside
    pool: Executor
    valid_for: timedelta
    logger: Logger
    counters: Counters
    tracing: Tracing
    pseudonyms: Pseudonyms
    variant: str
    now: Callable[[], datetime] = utc_now

    def handle(
        self, records: list[Mapping[str, Any]], context: LambdaContext, *, by_hand: bool = False
    ) -> dict[str, Any]:
        """Return Lambda's partial batch response: exactly the records that failed and are not set aside.

        Lambda delivers again from the first of them on; what has left by then is not published again.
        Source: AWS Lambda Developer Guide, "Configuring partial batch response".
        Who hands records over ``by_hand`` waits for the answer: nothing is set aside then.
        Raises :class:`~shared.interest_event.MalformedEventError` when a record cannot be named, before any is handled.
        """
        budget = Budget(context.get_remaining_time_in_millis)
        deliveries = [stream_record.read(record) for record in records]
        events = [delivery.event for delivery in deliveries if delivery.event is not None]
        work = RecordWork(
            decider=Decider(events, self.ladder(), self.offers, self.rules, self.valid_for),
            topic=self.topic,
            budget=budget.without(PUBLISH_MS),
            context=context,
            logger=self.logger,
            counters=self.counters,
            tracing=self.tracing,
            pseudonyms=self.pseudonyms,
            variant=self.variant,
            now=self.now,
        )
        made = self._publish(list(self.pool.map(work.do, deliveries)), budget)
        if not by_hand:
            made = self.setting_aside.settle(records, made, context, budget)
        self._count(made)
        self.aftermath.note([each for each in made if each.left], self.now(), budget)
        self.aftermath.note_refused([each for each in made if each.failure], self.now(), budget)
        self.counters.flush()
        self.tracing.flush()
        handed_back = [each.delivery.number for each in made if each.failure and not each.kept]
        return {"batchItemFailures": [{"itemIdentifier": number} for number in handed_back]}

    def _publish(self, made: list[Made], budget: Budget) -> list[Made]:
        """Publish the offers that have not left by themselves, and return all with how it went."""
        waiting = [each.outgoing for each in made if each.outgoing is not None and not each.left]

        def publish(batch: Sequence[Outgoing]) -> Mapping[str, _Refusal]:
            try:
                budget.require(CALL_MS)
                return {event_id: _Refusal(facts) for event_id, facts in self.topic.publish_batch(batch).items()}
            except Exception as error:  # noqa: BLE001 - one batch's failure must not cost the others
                refusal = _Refusal(describe(error), poison=not may_pass(error), outright=refused_outright(error))
                return {outgoing.offer.event_id: refusal for outgoing in batch}

        refused: dict[str, _Refusal] = {}
        for refusals in self.pool.map(publish, batches(waiting)):
            refused.update(refusals)
        return [_with_outcome(each, refused) for each in made]

    def _count(self, made: list[Made]) -> None:
        for each in made:
            if each.failure is not None:
                event = each.delivery.event
                facts = {"sequence_number": each.delivery.number, **({"event_id": event.event_id} if event else {})}
                self.counters.add(OFFER_ERROR)
                if each.kept:
                    self.counters.add(OFFER_SET_ASIDE)
                kept = {"set_aside": True} if each.kept else {}
                self.logger.error("Record failed.", extra={**facts, **each.failure, **kept})
            elif each.outgoing is not None:
                self.counters.add(OFFER_PUBLISHED)
                self.counters.add(METRICS_OF_STRATEGIES[each.outgoing.offer.strategy])


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why an offer did not leave with its batch: what may be logged, and whether it never would.

    ``outright``: it is certain that it did not.
    """

    failure: dict[str, str]
    poison: bool = False
    outright: bool = False


def _with_outcome(made: Made, refused: Mapping[str, _Refusal]) -> Made:
    if made.outgoing is None or made.left:
        return made
    refusal = refused.get(made.outgoing.offer.event_id)
    if refusal is None:
        return replace(made, left=True)
    attempt = made.attempt if refusal.outright else None
    return replace(made, attempt=attempt, failure=refusal.failure, poison=refusal.poison)
