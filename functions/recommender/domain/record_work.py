"""One stream record, from the event that it carries to an offer that is published or waits for its batch."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from recommender.domain.deciding import Decider
from recommender.domain.model import Delivery
from recommender.domain.publishing import Publisher
from recommender.domain.reporting import Reporter
from recommender.domain.results import RecordResult, failed
from recommender.ports import Classify
from shared.budget import RECORD_MS, Budget
from shared.interest_event import InterestEvent
from shared.lambda_context import LambdaContext
from shared.offers.notification import Notification
from shared.ports import Tracing
from shared.pseudonym import Pseudonyms


@dataclass(frozen=True)
class RecordWork:
    """Works on the records of one batch, from several threads; raises nothing."""

    decider: Decider
    publisher: Publisher
    reporter: Reporter
    budget: Budget
    context: LambdaContext
    tracing: Tracing
    pseudonyms: Pseudonyms
    variant: str
    classify: Classify
    now: Callable[[], datetime]

    def do(self, delivery: Delivery) -> RecordResult:
        """Decide what the record's event gets, in the trace of its request; publish the offer if that is sampled."""
        began = self.now()
        result = self._do(delivery)
        waits = result.notification is not None and not result.published
        return replace(result, began=began, ended=None if waits else self.now())

    def _do(self, delivery: Delivery) -> RecordResult:
        event = delivery.event
        if event is None:
            return RecordResult(delivery, failure=delivery.failure, poison=delivery.failure is not None)
        aws = {"request_id": self.context.aws_request_id, "function_arn": self.context.invoked_function_arn}
        annotations = self._annotations(delivery, event)
        attempt = None
        try:
            self.budget.require(RECORD_MS)
            with self.tracing.continued(event.trace_header, self.context.function_name, aws, annotations) as trace:
                budget = self.budget.for_record()
                decision = self.decider.decide(event, _source(self.context), self.now(), budget)
                self.reporter.decided(event, decision)
                if decision.offer is None:
                    return RecordResult(delivery, decision=decision)
                notification = Notification.of(decision.offer, trace)
                attempt = decision.attempt
                published = self.publisher.publish_if_traced(notification, trace, budget)
                if published:
                    self.reporter.published_traced()
                recommendation = decision.selection.recommendation if decision.selection else None
                return RecordResult(delivery, notification, published, recommendation, attempt, decision=decision)
        except Exception as error:  # noqa: BLE001 - one record's failure must not cost the others; its text may hold values
            return failed(delivery, self.classify(error), attempt)

    def _annotations(self, delivery: Delivery, event: InterestEvent) -> dict[str, str]:
        return {
            "event_id": event.event_id,
            # Two deliveries of one record make two segments, which share the stream's id of the record.
            "stream_event_id": delivery.stream_event_id,
            "variant": self.variant,
            "outcome": "failed",  # until it is known better
            **self.pseudonyms.annotation(event.customer_id),
        }


def _source(context: LambdaContext) -> str:
    """Return the message's source, ``/<project>-<environment>/recommender``, from the function's name."""
    prefix, _, component = context.function_name.rpartition("-")
    return f"/{prefix}/{component}"
