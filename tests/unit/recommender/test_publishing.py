"""How offers are published: one that is traced by itself, all others in batches."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from recommender.adapters.failures import classify
from recommender.domain.model import Delivery
from recommender.domain.publishing import Publisher
from recommender.domain.results import RecordResult
from shared.budget import CALL_MS, Budget, OutOfTimeError
from shared.offers.notification import Notification
from shared.trace_header import TraceHeader
from tests.support.fakes.events import TRACE_ID, event_id, interest_event
from tests.support.fakes.invocation import PLENTY
from tests.support.fakes.offers import offer_message
from tests.support.fakes.topic import RecordingTopic

SAMPLED = TraceHeader(TRACE_ID, "53995c3f42cd8ad8", sampled=True)
UNSAMPLED = replace(SAMPLED, sampled=False)
LATE = Budget(lambda: CALL_MS - 1)


def notification(number: int) -> Notification:
    return Notification.of(offer_message(event_id(number)), UNSAMPLED)


def waiting(number: int) -> RecordResult:
    delivery = Delivery(str(number), f"stream-{number}", interest_event(event_id=event_id(number)))
    return RecordResult(delivery, notification(number), attempt="first")


def publisher(topic: RecordingTopic) -> Publisher:
    return Publisher(topic, ThreadPoolExecutor(2), classify)


@pytest.mark.parametrize("trace", [SAMPLED, UNSAMPLED], ids=["sampled", "unsampled"])
def test_an_offer_is_published_by_itself_when_its_trace_is_sampled(trace: TraceHeader) -> None:
    topic = RecordingTopic()
    assert publisher(topic).publish_if_traced(notification(0), trace, PLENTY) is trace.sampled
    assert topic.published == [offer_message(event_id(0))][: int(trace.sampled)]


def test_no_time_is_needed_for_an_offer_that_is_not_published_by_itself() -> None:
    assert publisher(RecordingTopic()).publish_if_traced(notification(0), UNSAMPLED, LATE) is False
    with pytest.raises(OutOfTimeError):
        publisher(RecordingTopic()).publish_if_traced(notification(0), SAMPLED, LATE)


def test_what_waits_is_published_in_batches_and_what_was_published_is_not() -> None:
    topic = RecordingTopic()
    done, empty = replace(waiting(12), published=True), RecordResult(Delivery("x", "x", None))
    results = publisher(topic).publish_waiting([done, empty, *map(waiting, range(12))], PLENTY)
    assert sorted(topic.requests) == [2, 10]
    assert results[:2] == [done, empty]
    assert all(each.published for each in results[2:])


def test_what_the_topic_refused_failed_and_may_pass() -> None:
    (result,) = publisher(RecordingTopic(refusing=[event_id(0)])).publish_waiting([waiting(0)], PLENTY)
    failure = {"error_class": "ConnectionError", "error_code": ""}
    assert result == RecordResult(waiting(0).delivery, failure=failure)


def test_a_batch_for_which_there_is_no_time_is_not_begun() -> None:
    topic = RecordingTopic()
    (result,) = publisher(topic).publish_waiting([waiting(0)], LATE)
    assert (result.failure, result.poison) == ({"error_class": "OutOfTimeError", "error_code": ""}, False)
    assert topic.requests == []
