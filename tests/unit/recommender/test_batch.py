"""A batch of stream records."""

import json
from typing import Any

import pytest

from recommender.strategies import RecommendationError
from shared.interest_event import MalformedEventError
from tests.unit.fakes import (
    FakeCatalogue,
    FakeContext,
    FakeRecommender,
    RecordingTopic,
    interest_event,
    item,
    offer_maker,
    stream_record,
)

CATALOGUE = FakeCatalogue([item("a"), item("b"), item("c")])


def events(count: int) -> list[dict[str, Any]]:
    return [
        stream_record(interest_event(event_id=f"7f0c2e1a-9d3b-4c55-8a53-{number:012}"), str(number))
        for number in range(count)
    ]


def failed(answer: dict[str, Any]) -> list[str]:
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_every_record_becomes_one_message() -> None:
    maker = offer_maker(CATALOGUE)
    assert failed(maker.handle(events(3), FakeContext())) == []
    assert [json.loads(each.body)["id"][-1] for each in maker.topic.published] == ["0", "1", "2"]
    assert maker.counters.flushed == [{"OfferPublished": 3}]


def test_exactly_the_records_that_failed_are_handed_back() -> None:
    maker = offer_maker(
        CATALOGUE, topic=RecordingTopic(errors=[None, ConnectionError(), None, ConnectionError(), None])
    )
    assert failed(maker.handle(events(5), FakeContext())) == ["1", "3"]
    assert maker.counters.flushed == [{"OfferPublished": 3, "OfferError": 2}]


@pytest.mark.parametrize(
    "image",
    [None, {}, {"customer_id": {"S": "12345"}}, "text", {**interest_event().to_item(), "interest": {"N": "1"}}],
    ids=["absent", "empty", "foreign", "no map", "wrong type"],
)
def test_a_poison_record_fails_alone(image: object) -> None:
    records = events(3)
    records[1]["dynamodb"]["NewImage"] = image
    maker = offer_maker(CATALOGUE)
    assert failed(maker.handle(records, FakeContext())) == ["1"]
    assert len(maker.topic.published) == 2


@pytest.mark.parametrize("record", [{}, {"dynamodb": None}, {"dynamodb": {}}, {"dynamodb": {"SequenceNumber": ""}}])
def test_a_record_that_cannot_be_named_fails_the_batch_before_anything_is_published(record: dict[str, Any]) -> None:
    maker = offer_maker(CATALOGUE)
    with pytest.raises(MalformedEventError):
        maker.handle([*events(1), record], FakeContext())
    assert not maker.topic.published


@pytest.mark.parametrize("name", ["REMOVE", "MODIFY", None])
def test_a_record_that_inserts_nothing_needs_no_offer(name: str | None) -> None:
    record = {**stream_record(interest_event()), "eventName": name}
    maker = offer_maker(CATALOGUE)
    assert failed(maker.handle([record], FakeContext())) == []
    assert not maker.topic.published


def test_a_retry_publishes_the_same_bytes_although_the_catalogue_changed() -> None:
    topic = RecordingTopic(errors=[ConnectionError()])
    catalogue = FakeCatalogue([item("a")])
    maker = offer_maker(catalogue, topic=topic)
    assert failed(maker.handle(events(1), FakeContext())) == ["0"]
    decided = maker.offers.kept["7f0c2e1a-9d3b-4c55-8a53-000000000000"]
    catalogue.known = [item("b")]
    assert failed(maker.handle(events(1), FakeContext())) == []
    assert topic.published == [decided]


def test_an_offer_is_frozen_before_it_is_published() -> None:
    maker = offer_maker(CATALOGUE, topic=RecordingTopic(errors=[ConnectionError()]))
    maker.handle(events(1), FakeContext())
    assert maker.offers.kept
    assert not maker.topic.published


def test_an_event_for_which_nothing_suits_is_counted_and_not_published() -> None:
    maker = offer_maker(FakeCatalogue())
    assert failed(maker.handle(events(1), FakeContext())) == []
    assert not maker.topic.published
    assert not maker.offers.kept
    assert maker.counters.flushed == [{"OfferEmpty": 1}]


def test_a_fallback_is_published_labelled_and_counted() -> None:
    down = FakeRecommender(error=RecommendationError({"error_class": "ReadTimeoutError", "error_code": ""}))
    maker = offer_maker(CATALOGUE, down)
    maker.handle(events(1), FakeContext())
    assert json.loads(maker.topic.published[0].body)["data"]["strategy"] == "catalogue"
    assert maker.counters.flushed == [{"OfferFallback": 1, "OfferPublished": 1}]


def test_a_campaign_is_tried_again_with_the_next_batch() -> None:
    down = FakeRecommender(error=RecommendationError({"error_class": "ReadTimeoutError", "error_code": ""}))
    maker = offer_maker(CATALOGUE, down)
    maker.handle(events(5), FakeContext())
    maker.handle(events(5), FakeContext())
    assert len(down.asked) == 4


def test_records_for_which_no_time_is_left_are_handed_back() -> None:
    maker = offer_maker(CATALOGUE)
    assert failed(maker.handle(events(2), FakeContext(remaining=11_999))) == ["0", "1"]
    assert not maker.topic.published


def test_the_source_is_named_after_the_deployment() -> None:
    maker = offer_maker(CATALOGUE)
    maker.handle(events(1), FakeContext(function_name="shop-prod-recommender"))
    assert json.loads(maker.topic.published[0].body)["source"] == "/shop-prod/recommender"


def test_a_failure_is_logged_by_its_class_and_not_by_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    maker = offer_maker(CATALOGUE, topic=RecordingTopic(errors=[ConnectionError("canary")]))
    lines: list[dict[str, Any]] = []
    maker.logger.error = lambda message, extra: lines.append(extra)  # type: ignore[method-assign]
    maker.handle(events(1), FakeContext())
    event_id = "7f0c2e1a-9d3b-4c55-8a53-000000000000"
    assert lines == [{"sequence_number": "0", "event_id": event_id, "error_class": "ConnectionError", "error_code": ""}]
    assert "canary" not in "".join(capsys.readouterr())
