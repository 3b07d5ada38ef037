"""A batch of stream records, its records in parallel, with what it needs passed in."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta

from recommender.domain.bookkeeping import Bookkeeping
from recommender.domain.deciding import Decider
from recommender.domain.fallback_chain import FallbackChain
from recommender.domain.model import Delivery
from recommender.domain.publishing import PUBLISH_MS, Publisher
from recommender.domain.record_work import RecordWork
from recommender.domain.reporting import Reporter
from recommender.domain.setting_aside import SettingAside
from recommender.ports import Classify, ContactRules, OfferStore, Topic
from shared.budget import Budget
from shared.lambda_context import LambdaContext
from shared.ports import Log, Metrics, Tracing
from shared.pseudonym import Pseudonyms
from shared.timestamps import utc_now


@dataclass(frozen=True)
class OfferMaker:
    """Makes and publishes the offers of a batch.

    ``fallback_chain`` makes a fresh one for every batch; ``variant`` names what its offers are compared by, in traces.
    """

    fallback_chain: Callable[[], FallbackChain]
    offers: OfferStore
    rules: ContactRules
    topic: Topic
    bookkeeping: Bookkeeping
    setting_aside: SettingAside
    classify: Classify
    pool: Executor
    valid_for: timedelta
    logger: Log
    counters: Metrics
    tracing: Tracing
    pseudonyms: Pseudonyms
    variant: str
    now: Callable[[], datetime] = utc_now

    def handle(self, deliveries: Sequence[Delivery], context: LambdaContext, *, by_hand: bool) -> list[str]:
        """Return the sequence numbers of exactly the records that failed and are not set aside.

        Whoever hands records over ``by_hand`` waits for the response: nothing is set aside then.
        """
        budget = Budget(context.get_remaining_time_in_millis)
        self.logger.debug("Batch received.", extra={"records": len(deliveries), "by_hand": by_hand})
        publisher = Publisher(self.topic, self.pool, self.classify)
        reporter = Reporter(self.logger, self.counters, self.tracing)
        work = self._work(deliveries, publisher, reporter, context, budget.without(PUBLISH_MS))
        results = publisher.publish_waiting(list(self.pool.map(work.do, deliveries)), budget)
        if not by_hand:
            results = self.setting_aside.settle(results, context, budget)
        reporter.finished(results, self.now())
        self.bookkeeping.note_published([each for each in results if each.published], self.now(), budget)
        self.bookkeeping.note_refused([each for each in results if each.failure], self.now(), budget)
        self.counters.flush()
        self.tracing.flush()
        return [each.delivery.number for each in results if each.failure and not each.set_aside]

    def _work(
        self,
        deliveries: Sequence[Delivery],
        publisher: Publisher,
        reporter: Reporter,
        context: LambdaContext,
        budget: Budget,
    ) -> RecordWork:
        events = [delivery.event for delivery in deliveries if delivery.event is not None]
        return RecordWork(
            decider=Decider(events, self.fallback_chain(), self.offers, self.rules, self.valid_for),
            publisher=publisher,
            reporter=reporter,
            budget=budget,
            context=context,
            tracing=self.tracing,
            pseudonyms=self.pseudonyms,
            variant=self.variant,
            classify=self.classify,
            now=self.now,
        )
