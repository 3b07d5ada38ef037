"""What follows when the offers of a batch have left, or have not."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from recommender.adapters.stream_batch import handle
from shared.offers.notification import Notification
from tests.support.fakes.catalogue import FakeCatalogue, FakeRecommender, item
from tests.support.fakes.events import NOW, TRACE_ID, event_id, interest_event, stream_record
from tests.support.fakes.invocation import FakeContext
from tests.support.fakes.offer_maker import offer_maker
from tests.support.fakes.offers import MemoryRules
from tests.support.fakes.topic import RecordingTopic
from tests.support.unit.recorded import Lines, Traced

CATALOGUE = FakeCatalogue([item("a"), item("b"), item("c")])


def events(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [stream_record(interest_event(event_id=event_id(number), **changes), str(number)) for number in range(count)]


def test_the_recommendations_of_several_customers_are_remembered_each_for_its_own() -> None:
    maker = offer_maker(CATALOGUE, FakeRecommender(("a",)))
    others = [interest_event(customer_id=name, event_id=event_id(number)) for number, name in enumerate("xyz")]
    handle(maker, [stream_record(event, event.customer_id) for event in others], FakeContext())
    assert sorted(maker.bookkeeping.memory.kept) == ["x", "y", "z"]


def test_an_offer_without_a_recommendation_of_the_campaign_leaves_nothing_to_remember() -> None:
    maker = offer_maker(CATALOGUE)
    maker.bookkeeping.memory.remember = lambda event, response: pytest.fail("there was no answer")
    lines: list[str] = []
    maker.logger.warning = lambda message, extra: lines.append(message)  # type: ignore[method-assign]
    handle(maker, events(1), FakeContext())
    assert lines == []


def test_when_an_offer_was_published_is_noted_by_the_invocations_clock() -> None:
    maker, noted = offer_maker(CATALOGUE), []
    maker.offers.mark_published = lambda event, now: noted.append((event, now))
    handle(maker, events(1), FakeContext())
    assert noted == [(interest_event(event_id=event_id(0)), NOW)]


@pytest.mark.parametrize("error", [ConnectionError("canary"), KeyError("canary")], ids=["may pass", "defect"])
def test_why_a_batch_was_not_published_is_reported_record_by_record(error: Exception) -> None:
    maker, lines = offer_maker(CATALOGUE, topic=RecordingTopic(error=error)), []
    maker.logger.error = lambda message, extra: lines.append(extra)  # type: ignore[method-assign]
    response = handle(maker, events(2, trace_header=""), FakeContext())
    assert {line["error_class"] for line in lines} == {type(error).__name__}
    handed_back = [each["itemIdentifier"] for each in response["batchItemFailures"]]
    assert handed_back == (["0", "1"] if isinstance(error, ConnectionError) else [])


def test_when_an_offer_was_withheld_is_noted_by_the_invocations_clock() -> None:
    maker, noted = offer_maker(CATALOGUE, rules=MemoryRules(silent={"12345"})), []
    maker.offers.withhold = lambda event, why, now: noted.append((event, why, now))
    handle(maker, events(1), FakeContext())
    assert noted == [(interest_event(event_id=event_id(0)), "do-not-contact", NOW)]


REFUSED = ClientError(
    {"Error": {"Code": "AuthorizationError"}, "ResponseMetadata": {"HTTPStatusCode": 403, "RetryAttempts": 0}},
    "Publish",
)


class RefusingTopic(RecordingTopic):
    """Refuses every offer, whether it comes by itself or in a batch."""

    def publish(self, notification: Notification) -> None:
        raise REFUSED

    def publish_batch(self, batch: Sequence[Notification]) -> dict[str, dict[str, str]]:
        raise REFUSED


@pytest.mark.parametrize("sampled", [0, 1], ids=["in a batch", "by itself"])
def test_the_attempt_that_the_topic_refused_is_noted_by_the_invocations_clock(sampled: int) -> None:
    maker, noted = replace(offer_maker(CATALOGUE, topic=RefusingTopic()), tracing=Traced()), []
    maker.offers.note_refused = lambda *about: noted.append(about)
    header = f"Root={TRACE_ID};Parent=53995c3f42cd8ad8;Sampled={sampled}"
    handle(maker, events(1, trace_header=header), FakeContext())
    assert noted == [(interest_event(event_id=event_id(0), trace_header=header), "first", NOW)]


def test_no_attempt_is_noted_for_a_record_that_was_refused_before_any_was_begun() -> None:
    maker, noted = offer_maker(FakeCatalogue(error=REFUSED)), []
    maker.offers.note_refused = lambda *about: noted.append(about)
    handle(maker, events(1), FakeContext())
    assert noted == []


def test_a_refusal_that_cannot_be_noted_is_one_line() -> None:
    maker, lines = offer_maker(CATALOGUE, topic=RefusingTopic()), Lines()

    def broken(*_: object) -> None:
        raise ConnectionError("canary")

    maker.offers.note_refused = broken
    maker = replace(maker, bookkeeping=replace(maker.bookkeeping, logger=lines))
    handle(maker, events(1), FakeContext())
    log_fields = {"error_class": "ConnectionError", "error_code": ""}
    assert lines.written == [("warning", "An offer was refused; that could not be kept.", log_fields)]
