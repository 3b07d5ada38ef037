"""A batch of stream records, one by one, with what it needs passed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from aws_lambda_powertools import Logger

from recommender import stream_record
from recommender.offers import OfferMessage, compose
from recommender.strategies import Strategies
from shared.failures import describe
from shared.generated.metric_names import OFFER_EMPTY, OFFER_ERROR, OFFER_FALLBACK, OFFER_PUBLISHED
from shared.interest_event import InterestEvent
from shared.lambda_context import LambdaContext
from shared.observability import Counters
from shared.timestamps import utc_now
from shared.tracing import Tracing

# A record is begun only with this much time left: one recommendation that times out and one call that takes all its
# attempts. What is not begun is handed back, which is better than being cut off half-way.
_MILLISECONDS_PER_RECORD = 12_000


class OutOfTimeError(Exception):
    """The invocation would end before the record was done."""


class OfferStore(Protocol):
    """Where decided offers are kept."""

    def freeze(self, offer: OfferMessage, now: datetime) -> OfferMessage:
        """Keep ``offer`` unless its event has one, and return the one that is kept."""
        ...


class Publisher(Protocol):
    """Who tells the consumers."""

    def publish(self, offer: OfferMessage) -> None:
        """Tell the consumers of ``offer``."""
        ...


@dataclass(frozen=True)
class OfferMaker:
    """Makes and publishes the offers of a batch. ``strategies`` starts afresh for every batch."""

    strategies: Callable[[], Strategies]
    offers: OfferStore
    topic: Publisher
    valid_for: timedelta
    logger: Logger
    counters: Counters
    tracing: Tracing
    now: Callable[[], datetime] = utc_now

    def handle(self, records: list[Mapping[str, Any]], context: LambdaContext) -> dict[str, Any]:
        """Return Lambda's partial batch response: exactly the records that failed, which Lambda delivers again.

        A record that follows a failed one is done all the same, and perhaps again after the retry: consumers get the
        same bytes under the same id. Source: AWS Lambda Developer Guide, "Configuring partial batch response".
        Raises :class:`MalformedEventError` when a record cannot be named, before any is handled.
        """
        numbers = [stream_record.sequence_number(record) for record in records]
        strategies = self.strategies()
        failed = [
            number
            for number, record in zip(numbers, records, strict=True)
            if not self._handle_one(record, number, strategies, context)
        ]
        self.counters.flush()
        return {"batchItemFailures": [{"itemIdentifier": number} for number in failed]}

    def _handle_one(
        self, record: Mapping[str, Any], number: str, strategies: Strategies, context: LambdaContext
    ) -> bool:
        """Return whether the record is done."""
        event: InterestEvent | None = None
        try:
            if context.get_remaining_time_in_millis() < _MILLISECONDS_PER_RECORD:
                raise OutOfTimeError
            event = stream_record.interest_event(record)
            if event is not None:
                self._offer_in_its_trace(event, record, strategies, context)
        except Exception as error:  # noqa: BLE001 - one record's failure must not cost the others; its text may hold values
            self.counters.add(OFFER_ERROR)
            self.logger.error("Record failed.", extra={**_identity(number, event), **describe(error)})
            return False
        return True

    def _offer_in_its_trace(
        self, event: InterestEvent, record: Mapping[str, Any], strategies: Strategies, context: LambdaContext
    ) -> None:
        aws = {"request_id": context.aws_request_id, "function_arn": context.invoked_function_arn}
        # Two deliveries of one record make two segments, which share the stream's id of the record.
        annotations = {"event_id": event.event_id, "stream_event_id": str(record.get("eventID", ""))}
        with self.tracing.continued(event.trace_header, context.function_name, aws, annotations):
            self._offer(event, strategies, context)

    def _offer(self, event: InterestEvent, strategies: Strategies, context: LambdaContext) -> None:
        chosen = strategies.choose(event)
        self.tracing.annotate(strategy=chosen.choice.strategy, fallback=chosen.fallback is not None)
        if chosen.fallback is not None:
            self.counters.add(OFFER_FALLBACK)
            self.logger.warning("Personalize gave no offer.", extra={"event_id": event.event_id, **chosen.fallback})
        if not chosen.choice.items:
            # Another try would find as little. The event stays in the interest table, from where it can be replayed.
            self.counters.add(OFFER_EMPTY)
            self.logger.warning("Nothing to offer.", extra={"event_id": event.event_id})
            return
        now = self.now()
        offer = compose(event, chosen.choice, _source(context), now, self.valid_for)
        self.topic.publish(self.offers.freeze(offer, now))
        self.counters.add(OFFER_PUBLISHED)


def _identity(number: str, event: InterestEvent | None) -> dict[str, str]:
    """Return what a log line says of a record: nothing of a customer."""
    return {"sequence_number": number, **({"event_id": event.event_id} if event else {})}


def _source(context: LambdaContext) -> str:
    """Return the message's source, ``/<project>-<environment>/recommender``, from the function's name."""
    prefix, _, component = context.function_name.rpartition("-")
    return f"/{prefix}/{component}"
