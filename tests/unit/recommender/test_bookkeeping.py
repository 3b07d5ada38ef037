"""What follows when the offers of a batch have left, or have not."""

from typing import Any

import pytest

from recommender.adapters.stream_batch import handle
from tests.unit.fakes import (
    NOW,
    FakeCatalogue,
    FakeContext,
    FakeRecommender,
    MemoryRules,
    RecordingTopic,
    event_id,
    interest_event,
    item,
    offer_maker,
    stream_record,
)

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
