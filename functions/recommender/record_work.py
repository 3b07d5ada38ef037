"""One stream record, from the event that it carries to an offer that left or can leave."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from aws_lambda_powertools import Logger

from recommender.budget import CALL_MS, RECORD_MS, Budget
from recommender.circuit_breaker import RESTED
from recommender.deciding import EXPIRED, Decider, Decision
from recommender.ladder import Chosen
from recommender.offers_topic import Outgoing
from recommender.recommendations import Recommendation
from recommender.stream_record import Delivery
from shared.failures import describe, may_pass, refused_outright
from shared.generated.metric_names import (
    CAMPAIGN_RESTED,
    CAMPAIGN_UNUSABLE,
    OFFER_EMPTY,
    OFFER_EXPIRED,
    OFFER_FALLBACK,
    OFFER_REPEATED,
    OFFER_WITHHELD,
)
from shared.interest_event import InterestEvent
from shared.lambda_context import LambdaContext
from shared.observability import Counters
from shared.pseudonym import Pseudonyms
from shared.tracing import Tracing


class Publisher(Protocol):
    """Who tells the consumers of one offer."""

    def publish(self, outgoing: Outgoing) -> None:
        """Tell the consumers."""
        ...


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a record. ``outgoing`` is its offer, and ``left`` says whether it was published.

    ``answer`` is the campaign's that chose it. ``attempt`` is the one to publish it, which waits or was refused; None
    where the offer may have left before. ``failure`` is what may be logged of why the record is not done;
    ``poison``: it would fail again, however often it were tried; ``kept``: so it waits where failures do.
    """

    delivery: Delivery
    outgoing: Outgoing | None = None
    left: bool = False
    answer: Recommendation | None = None
    attempt: str | None = None
    failure: dict[str, str] | None = None
    poison: bool = False
    kept: bool = False


@dataclass(frozen=True)
class RecordWork:
    """Works on the records of one batch, from several threads; raises nothing."""

    decider: Decider
    topic: Publisher
    budget: Budget
    context: LambdaContext
    logger: Logger
    counters: Counters
    tracing: Tracing
    pseudonyms: Pseudonyms
    variant: str
    now: Callable[[], datetime]

    def do(self, delivery: Delivery) -> Made:
        """Decide what the record's event gets, in the trace of its request."""
        event = delivery.event
        if event is None:
            return Made(delivery, failure=delivery.failure, poison=delivery.failure is not None)
        aws = {"request_id": self.context.aws_request_id, "function_arn": self.context.invoked_function_arn}
        annotations = {
            "event_id": event.event_id,
            # Two deliveries of one record make two segments, which share the stream's id of the record.
            "stream_event_id": delivery.stream_event_id,
            "variant": self.variant,
            "outcome": "failed",  # until it is known better
            **self.pseudonyms.annotation(event.customer_id),
        }
        attempt = None
        try:
            self.budget.require(RECORD_MS)
            with self.tracing.continued(event.trace_header, self.context.function_name, aws, annotations) as trace:
                budget = self.budget.for_record()
                decision = self.decider.decide(event, _source(self.context), self.now(), budget)
                self._tell(event, decision)
                if decision.offer is None:
                    return Made(delivery)
                outgoing = Outgoing.of(decision.offer, trace)
                # A request to SNS belongs to one trace, so an offer that is traced leaves by itself, within its own.
                if trace.sampled:
                    budget.require(CALL_MS)
                    attempt = decision.attempt
                    self.topic.publish(outgoing)
                    self.tracing.annotate(outcome="published")
                answer = decision.chosen.answer if decision.chosen else None
                return Made(delivery, outgoing, trace.sampled, answer, decision.attempt)
        except Exception as error:  # noqa: BLE001 - one record's failure must not cost the others; its text may hold values
            refused = attempt if refused_outright(error) else None
            return Made(delivery, attempt=refused, failure=describe(error), poison=not may_pass(error))

    def _tell(self, event: InterestEvent, decision: Decision) -> None:
        """Count, log and annotate what was decided."""
        self.tracing.annotate(retry=decision.again)
        if decision.chosen is not None:
            self._tell_choice(event, decision.chosen)
        if decision.withheld is not None:
            self.counters.add(OFFER_EXPIRED if decision.withheld == EXPIRED else OFFER_WITHHELD)
            self.tracing.annotate(outcome=decision.withheld)
            if decision.withheld == EXPIRED:
                self.logger.warning("The offer expired before it left.", extra={"event_id": event.event_id})
        elif decision.repeated:
            self.counters.add(OFFER_REPEATED)
            self.tracing.annotate(outcome="repeated")
        elif decision.chosen is not None and not decision.chosen.choice.items:
            # Another try would find as little. The event stays in the interest table, from where it can be replayed.
            self.counters.add(OFFER_EMPTY)
            self.tracing.annotate(outcome="empty")
            self.logger.warning("Nothing to offer.", extra={"event_id": event.event_id})

    def _tell_choice(self, event: InterestEvent, chosen: Chosen) -> None:
        self.tracing.annotate(strategy=chosen.choice.strategy, fallback=chosen.fallback is not None)
        if chosen.fallback is None:
            return
        self.counters.add(OFFER_FALLBACK)
        if chosen.unusable:
            self.counters.add(CAMPAIGN_UNUSABLE)
        if chosen.fallback == RESTED:
            self.counters.add(CAMPAIGN_RESTED)  # too many for a line each: the failures before it have theirs
        else:
            self.logger.warning("Personalize gave no offer.", extra={"event_id": event.event_id, **chosen.fallback})


def _source(context: LambdaContext) -> str:
    """Return the message's source, ``/<project>-<environment>/recommender``, from the function's name."""
    prefix, _, component = context.function_name.rpartition("-")
    return f"/{prefix}/{component}"
