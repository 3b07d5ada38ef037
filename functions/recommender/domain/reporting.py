"""Count, log and annotate what is decided for an event and what came of its record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from recommender.domain.circuit_breaker import CIRCUIT_OPEN
from recommender.domain.deciding import EXPIRED, Decision
from recommender.domain.fallback_chain import Selection
from recommender.domain.outcome_lines import line_of
from recommender.domain.results import RecordResult
from shared.generated.contract import (
    STRATEGY_CATALOGUE,
    STRATEGY_LAST_GOOD,
    STRATEGY_PERSONALIZE,
    STRATEGY_POPULAR,
)
from shared.generated.metric_names import (
    CAMPAIGN_RESTED,
    CAMPAIGN_UNUSABLE,
    OFFER_CATALOGUE,
    OFFER_DELAY,
    OFFER_EMPTY,
    OFFER_ERROR,
    OFFER_EXPIRED,
    OFFER_FALLBACK,
    OFFER_LAST_GOOD,
    OFFER_PERSONALIZED,
    OFFER_POPULAR,
    OFFER_PUBLISHED,
    OFFER_REPEATED,
    OFFER_SET_ASIDE,
    OFFER_WITHHELD,
)
from shared.interest_event import InterestEvent
from shared.ports import Log, Metrics, Tracing

METRICS_OF_STRATEGIES = {
    STRATEGY_PERSONALIZE: OFFER_PERSONALIZED,
    STRATEGY_LAST_GOOD: OFFER_LAST_GOOD,
    STRATEGY_POPULAR: OFFER_POPULAR,
    STRATEGY_CATALOGUE: OFFER_CATALOGUE,
}


@dataclass(frozen=True)
class Reporter:
    """Reports to the log, the metrics and the trace of the record."""

    logger: Log
    counters: Metrics
    tracing: Tracing

    def decided(self, event: InterestEvent, decision: Decision) -> None:
        """Report what was decided, while the record's trace is current."""
        self.tracing.annotate(retry=decision.again)
        if decision.selection is not None:
            self._selected(event, decision.selection)
        if decision.withheld is not None:
            self.counters.add(OFFER_EXPIRED if decision.withheld == EXPIRED else OFFER_WITHHELD)
            self.tracing.annotate(outcome=decision.withheld)
        elif decision.repeated:
            self.counters.add(OFFER_REPEATED)
            self.tracing.annotate(outcome="repeated")
        elif decision.selection is not None and not decision.selection.choice.items:
            # Another try would find as little. The event stays in the interest table, from where it can be replayed.
            self.counters.add(OFFER_EMPTY)
            self.tracing.annotate(outcome="empty")

    def published_traced(self) -> None:
        """Report in the record's trace that its offer was published; :meth:`finished` counts it."""
        self.tracing.annotate(outcome="published")

    def finished(self, results: Iterable[RecordResult], now: datetime) -> None:
        """Count and log what came of the records of a batch, all of which is known ``now``: one line for each event.

        Failures come last: who invokes the function by hand reads them from the end of its log.
        """
        for each in sorted(results, key=lambda each: each.failure is not None):
            if each.failure is not None:
                self.counters.add(OFFER_ERROR)
                if each.set_aside:
                    self.counters.add(OFFER_SET_ASIDE)
            elif each.notification is not None:
                self.counters.add(OFFER_PUBLISHED)
                self.counters.add(METRICS_OF_STRATEGIES[each.notification.offer.strategy])
            if line := line_of(each, now):
                level, message, log_fields = line
                getattr(self.logger, level)(message, extra=log_fields)
                if "time_to_offer_ms" in log_fields:
                    self.counters.add_duration(OFFER_DELAY, log_fields["time_to_offer_ms"])

    def _selected(self, event: InterestEvent, selection: Selection) -> None:
        self.tracing.annotate(strategy=selection.choice.strategy, fallback=selection.fallback is not None)
        if selection.fallback is None:
            return
        self.counters.add(OFFER_FALLBACK)
        if selection.unusable:
            self.counters.add(CAMPAIGN_UNUSABLE)
        if selection.fallback == CIRCUIT_OPEN:
            self.counters.add(CAMPAIGN_RESTED)  # too many for a line each: the failures before it have theirs
        else:
            log_fields = {"event_id": event.event_id, **selection.fallback}
            self.logger.warning("Personalize gave no offer.", extra=log_fields)
