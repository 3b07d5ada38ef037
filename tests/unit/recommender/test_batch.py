"""A batch of stream records."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from recommender.adapters.stream_batch import handle
from recommender.domain.model import RecommendationError
from shared.interest_event import MalformedEventError
from tests.support.fakes.catalogue import FakeCatalogue, FakeRecommender, item
from tests.support.fakes.events import NOW, event_id, interest_event, stream_record
from tests.support.fakes.invocation import FakeContext
from tests.support.fakes.offer_maker import offer_maker
from tests.support.fakes.offers import MemoryRules
from tests.support.fakes.topic import RecordingTopic

CATALOGUE = FakeCatalogue([item("a"), item("b"), item("c")])
DOWN = RecommendationError({"error_class": "ReadTimeoutError", "error_code": ""})


def events(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [stream_record(interest_event(event_id=event_id(number), **changes), str(number)) for number in range(count)]


def failed(response: dict[str, Any]) -> list[str]:
    return [each["itemIdentifier"] for each in response["batchItemFailures"]]


def published_ids(topic: RecordingTopic) -> list[str]:
    return sorted(json.loads(each.body)["id"] for each in topic.published)


def test_every_record_becomes_one_message() -> None:
    maker = offer_maker(CATALOGUE)
    assert failed(handle(maker, events(3), FakeContext())) == []
    assert published_ids(maker.topic) == [event_id(0), event_id(1), event_id(2)]
    assert maker.counters.flushed == [{"OfferPublished": 3, "OfferPopular": 3}]


def test_offers_leave_ten_in_a_request() -> None:
    maker = offer_maker(CATALOGUE)
    handle(maker, events(25), FakeContext())
    assert sorted(maker.topic.requests) == [5, 10, 10]


def test_exactly_the_records_that_failed_are_handed_back() -> None:
    maker = offer_maker(CATALOGUE, topic=RecordingTopic(refusing=[event_id(1), event_id(3)]))
    assert failed(handle(maker, events(5), FakeContext())) == ["1", "3"]
    assert maker.counters.flushed == [{"OfferPublished": 3, "OfferPopular": 3, "OfferError": 2}]


def test_a_retried_batch_publishes_nothing_that_was_published() -> None:
    maker = offer_maker(CATALOGUE, topic=RecordingTopic(refusing=[event_id(1)]))
    assert failed(handle(maker, events(4), FakeContext())) == ["1"]
    assert failed(handle(maker, events(4)[1:], FakeContext())) == []
    assert published_ids(maker.topic) == [event_id(number) for number in range(4)]
    assert maker.counters.flushed[1] == {"OfferPublished": 1, "OfferPopular": 1, "OfferRepeated": 2}


@pytest.mark.parametrize(
    "image",
    [None, {}, {"customer_id": {"S": "12345"}}, "text", {**interest_event().to_item(), "interest": {"N": "1"}}],
    ids=["absent", "empty", "foreign", "no map", "wrong type"],
)
def test_a_poison_record_is_set_aside_whole_and_handed_back_to_who_hands_it_over_by_hand(image: object) -> None:
    records = events(3)
    records[1]["dynamodb"]["NewImage"] = image
    maker = offer_maker(CATALOGUE)
    assert failed(handle(maker, records, FakeContext())) == []
    assert maker.setting_aside.failures.kept == [records[1]]
    assert len(maker.topic.published) == 2
    assert maker.counters.flushed == [{"OfferPublished": 2, "OfferPopular": 2, "OfferError": 1, "OfferSetAside": 1}]
    maker.setting_aside.failures.kept.clear()
    assert failed(handle(maker, records, FakeContext(), by_hand=True)) == ["1"]
    assert maker.setting_aside.failures.kept == []


@pytest.mark.parametrize("record", [{}, {"dynamodb": None}, {"dynamodb": {}}, {"dynamodb": {"SequenceNumber": ""}}])
def test_a_record_that_cannot_be_named_fails_the_batch_before_anything_is_published(record: dict[str, Any]) -> None:
    maker = offer_maker(CATALOGUE)
    with pytest.raises(MalformedEventError):
        handle(maker, [*events(1), record], FakeContext())
    assert not maker.topic.published


@pytest.mark.parametrize("name", ["REMOVE", "MODIFY", None])
def test_a_record_that_inserts_nothing_needs_no_offer(name: str | None) -> None:
    record = {**stream_record(interest_event()), "eventName": name}
    maker = offer_maker(CATALOGUE)
    assert failed(handle(maker, [record], FakeContext())) == []
    assert not maker.topic.published


def test_a_retry_publishes_the_same_bytes_although_the_catalogue_changed() -> None:
    topic = RecordingTopic(refusing=[event_id(0)])
    catalogue = FakeCatalogue([item("a")])
    maker = offer_maker(catalogue, topic=topic)
    assert failed(handle(maker, events(1), FakeContext())) == ["0"]
    decided = maker.offers.kept[event_id(0)]
    catalogue.known = [item("b")]
    assert failed(handle(maker, events(1), FakeContext())) == []
    assert topic.published == [decided]


def test_a_retry_asks_nobody_again() -> None:
    recommender = FakeRecommender(("a",))
    maker = offer_maker(CATALOGUE, recommender, RecordingTopic(refusing=[event_id(0)]))
    for _ in range(2):
        handle(maker, events(1), FakeContext())
    assert len(recommender.asked) == 1


def test_an_offer_is_recorded_before_it_is_published() -> None:
    maker = offer_maker(CATALOGUE, topic=RecordingTopic(refusing=[event_id(0)]))
    handle(maker, events(1), FakeContext())
    assert maker.offers.kept
    assert not maker.topic.published


def test_an_event_for_which_nothing_suits_is_counted_and_not_published() -> None:
    maker = offer_maker(FakeCatalogue())
    assert failed(handle(maker, events(1), FakeContext())) == []
    assert not maker.topic.published
    assert not maker.offers.kept
    assert maker.counters.flushed == [{"OfferEmpty": 1}]


def test_a_fallback_is_published_labelled_and_counted() -> None:
    maker = offer_maker(CATALOGUE, FakeRecommender(error=DOWN))
    handle(maker, events(1), FakeContext())
    assert json.loads(maker.topic.published[0].body)["data"]["strategy"] == "popular"
    assert maker.counters.flushed == [{"OfferFallback": 1, "OfferPublished": 1, "OfferPopular": 1}]


def test_the_campaign_is_asked_once_for_a_customer_and_context() -> None:
    recommender = FakeRecommender(("a",))
    maker = offer_maker(CATALOGUE, recommender)
    handle(maker, [*events(20), *[stream_record(interest_event(customer_id="other"), "20")]], FakeContext())
    assert sorted(event.customer_id for event, _ in recommender.asked) == ["12345", "other"]
    assert len(maker.topic.published) == 21


def test_what_the_campaign_recommended_is_remembered_when_its_offer_is_published() -> None:
    maker = offer_maker(CATALOGUE, FakeRecommender(("a",)), RecordingTopic(refusing=[event_id(0)]))
    handle(maker, events(1), FakeContext())
    assert maker.bookkeeping.memory.kept == {}
    maker = offer_maker(CATALOGUE, FakeRecommender(("a",)))
    handle(maker, events(3), FakeContext())
    assert maker.bookkeeping.memory.kept["12345"].item_ids == ("a",)


def test_what_cannot_be_noted_after_an_offer_was_published_fails_no_record() -> None:
    maker = offer_maker(CATALOGUE)

    def broken(*_: object) -> None:
        raise ConnectionError("canary")

    maker.offers.mark_published = broken
    assert failed(handle(maker, events(2), FakeContext())) == []
    assert maker.counters.flushed == [{"OfferPublished": 2, "OfferPopular": 2}]


def test_a_customer_who_wants_no_offers_gets_none() -> None:
    maker = offer_maker(CATALOGUE, rules=MemoryRules(silent={"12345"}))
    assert failed(handle(maker, events(1), FakeContext())) == []
    assert not maker.topic.published
    assert maker.offers.withheld == {event_id(0): "do-not-contact"}
    assert maker.counters.flushed == [{"OfferWithheld": 1}]


def test_a_customer_gets_no_more_offers_a_day_than_the_cap_and_a_retry_counts_once() -> None:
    maker = offer_maker(CATALOGUE, rules=MemoryRules(offers_per_day=2), topic=RecordingTopic(refusing=[event_id(0)]))
    handle(maker, events(1), FakeContext())
    handle(maker, events(1), FakeContext())
    handle(maker, events(3)[1:2], FakeContext())
    handle(maker, events(3)[2:], FakeContext())
    assert published_ids(maker.topic) == [event_id(0), event_id(1)]
    assert maker.offers.withheld == {event_id(2): "daily-cap"}


def test_an_offer_that_was_recorded_is_not_published_to_a_customer_who_then_said_no() -> None:
    rules = MemoryRules()
    maker = offer_maker(CATALOGUE, rules=rules, topic=RecordingTopic(refusing=[event_id(0)]))
    handle(maker, events(1), FakeContext())
    rules.silent.add("12345")
    assert failed(handle(maker, events(1), FakeContext())) == []
    assert not maker.topic.published
    rules.silent.clear()
    assert failed(handle(maker, events(1), FakeContext())) == []
    assert not maker.topic.published, "what was withheld stays so"


def test_records_for_which_no_time_remains_are_handed_back() -> None:
    maker = offer_maker(CATALOGUE)
    assert failed(handle(maker, events(2), FakeContext(remaining=21_999))) == ["0", "1"]
    assert not maker.offers.kept
    assert failed(handle(maker, events(2), FakeContext(remaining=22_000))) == []


def test_offers_for_which_no_time_remains_are_recorded_and_handed_back() -> None:
    maker = offer_maker(CATALOGUE)
    context = FakeContext()
    record: Callable[..., Any] = maker.offers.record

    def record_slowly(offer: Any, *about: Any) -> Any:
        context.remaining = 5_000
        return record(offer, *about)

    maker.offers.record = record_slowly
    assert failed(handle(maker, events(1), context)) == ["0"]
    assert maker.offers.kept
    assert not maker.topic.published


def test_the_source_is_named_after_the_deployment() -> None:
    maker = offer_maker(CATALOGUE)
    handle(maker, events(1), FakeContext(function_name="shop-prod-recommender"))
    assert json.loads(maker.topic.published[0].body)["source"] == "/shop-prod/recommender"


def test_a_failure_is_logged_by_its_class_and_not_by_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    maker = offer_maker(CATALOGUE, topic=RecordingTopic(refusing=[event_id(0)]))
    lines: list[dict[str, Any]] = []
    maker.logger.error = lambda message, extra: lines.append(extra)  # type: ignore[method-assign]
    handle(maker, events(1), FakeContext())
    (line,) = lines
    assert (line["sequence_number"], line["event_id"], line["outcome"]) == ("0", event_id(0), "failed")
    assert (line["error_class"], line["error_code"]) == ("ConnectionError", "")
    assert "canary" not in "".join(capsys.readouterr())


def test_only_offers_that_hold_are_made() -> None:
    maker = offer_maker(FakeCatalogue([item("sold out", in_stock=False), item("over", active_until=NOW), item("a")]))
    handle(maker, events(1), FakeContext())
    offers = json.loads(maker.topic.published[0].body)["data"]["offers"]
    assert [each["item_id"] for each in offers] == ["a"]
