"""Publish offers: one that is traced by itself, within its trace; all others in batches.

A request to SNS belongs to one trace, so a batch would break the traces of its offers.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from recommender.domain.model import Failure
from recommender.domain.results import RecordResult, failed
from recommender.ports import Classify, Topic
from shared.budget import CALL_MS, Budget
from shared.offers.notification import Notification
from shared.trace_header import TraceHeader

PUBLISH_MS = CALL_MS + 500
"""What records leave over: the time for a batch of offers to be published once the last is decided."""


@dataclass(frozen=True)
class Publisher:
    """Publishes through ``topic``."""

    topic: Topic
    pool: Executor
    classify: Classify

    def publish_if_traced(self, notification: Notification, trace: TraceHeader, budget: Budget) -> bool:
        """Publish an offer of the current ``trace`` if that is sampled; return whether it was published.

        Raises what the topic raises, and :class:`~shared.budget.OutOfTimeError`.
        """
        if trace.sampled:
            budget.require(CALL_MS)
            self.topic.publish(notification)
        return trace.sampled

    def publish_waiting(self, results: Sequence[RecordResult], budget: Budget) -> list[RecordResult]:
        """Publish the offers that were not published by themselves, and return all with how it went; raises nothing."""
        waiting = [each.notification for each in results if each.notification is not None and not each.published]
        failures: dict[str, Failure] = {}
        for some in self.pool.map(lambda batch: self._publish_batch(batch, budget), self.topic.batches(waiting)):
            failures.update(some)
        return [_with_outcome(each, failures) for each in results]

    def _publish_batch(self, batch: Sequence[Notification], budget: Budget) -> Mapping[str, Failure]:
        """Return what was not published: event id → why."""
        try:
            budget.require(CALL_MS)
            refused = self.topic.publish_batch(batch)
        except Exception as error:  # noqa: BLE001 - one batch's failure must not cost the others
            return dict.fromkeys((each.offer.event_id for each in batch), self.classify(error))
        return {
            event_id: Failure(fields, may_pass=True, refused_outright=False) for event_id, fields in refused.items()
        }


def _with_outcome(result: RecordResult, failures: Mapping[str, Failure]) -> RecordResult:
    if result.notification is None or result.published:
        return result
    failure = failures.get(result.notification.offer.event_id)
    if failure is None:
        return replace(result, published=True)
    return replace(failed(result.delivery, failure, result.attempt), began=result.began)
