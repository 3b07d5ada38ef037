"""Events and offers that come late: what holds no longer is not told, and what may be forgotten is not decided."""

from dataclasses import replace
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from recommender.adapters.stream_batch import handle
from shared.timestamps import iso_milliseconds
from tests.support.fakes.events import NOW, event_id
from tests.support.fakes.invocation import FakeContext
from tests.support.fakes.offer_maker import offer_maker
from tests.support.fakes.topic import RecordingTopic
from tests.unit.recommender.test_batch import CATALOGUE, events, failed


def test_an_offer_that_expired_before_it_was_known_to_be_published_is_published_no_more_and_counted() -> None:
    maker = offer_maker(CATALOGUE, topic=RecordingTopic(refusing=[event_id(0)]))
    assert failed(handle(maker, events(1), FakeContext())) == ["0"]
    recorded = dict(maker.offers.kept)
    late = replace(maker, now=lambda: NOW + maker.valid_for)
    for counted in ({"OfferExpired": 1}, {}):
        assert failed(handle(late, events(1), FakeContext(), by_hand=True)) == []
        assert late.counters.flushed[-1] == counted
    assert not maker.topic.published
    assert (maker.offers.kept, maker.offers.withheld) == (recorded, {event_id(0): "expired"})


REFUSED = ClientError(
    {"Error": {"Code": "AuthorizationError"}, "ResponseMetadata": {"HTTPStatusCode": 403, "RetryAttempts": 0}},
    "PublishBatch",
)


def test_an_offer_that_sns_refused_each_time_is_decided_anew_once_it_has_expired() -> None:
    maker = offer_maker(CATALOGUE, topic=RecordingTopic(error=REFUSED))
    for _ in range(3):
        assert failed(handle(maker, events(1), FakeContext())) == ["0"]
    (recorded,) = maker.offers.kept.values()
    maker.topic.error = None
    late = replace(maker, now=lambda: NOW + maker.valid_for)
    assert failed(handle(late, events(1), FakeContext())) == []
    assert late.counters.flushed[-1] == {"OfferPublished": 1, "OfferPopular": 1}
    assert late.topic.published == list(maker.offers.kept.values()) != [recorded]
    assert late.topic.published[0].expires_at > NOW + maker.valid_for


@pytest.mark.parametrize("unknown", [ConnectionError("canary"), ClientError({}, "PublishBatch")], ids=repr)
@pytest.mark.parametrize("number", range(3))
def test_one_attempt_whose_end_nobody_knows_leaves_it_open_whether_the_offer_was_published(
    unknown: Exception, number: int
) -> None:
    maker = offer_maker(CATALOGUE, topic=RecordingTopic())
    for attempt in range(3):
        maker.topic.error = unknown if attempt == number else REFUSED
        assert failed(handle(maker, events(1), FakeContext())) == ["0"]
    maker.topic.error = None
    late = replace(maker, now=lambda: NOW + maker.valid_for)
    assert failed(handle(late, events(1), FakeContext())) == []
    assert not maker.topic.published
    assert maker.offers.withheld == {event_id(0): "expired"}


def test_an_offer_that_is_about_to_expire_is_still_published_as_it_was_recorded() -> None:
    maker = offer_maker(CATALOGUE, topic=RecordingTopic(refusing=[event_id(0)]))
    handle(maker, events(1), FakeContext())
    late = replace(maker, now=lambda: NOW + maker.valid_for - timedelta(milliseconds=1))
    assert failed(handle(late, events(1), FakeContext())) == []
    assert maker.topic.published == list(maker.offers.kept.values())


def test_an_offer_that_another_delivery_decided_long_ago_is_not_published_when_the_read_missed_it() -> None:
    maker = offer_maker(CATALOGUE, topic=RecordingTopic(refusing=[event_id(0)]))
    handle(maker, events(1), FakeContext())
    maker.offers.known = lambda *_: {}
    late = replace(maker, now=lambda: NOW + maker.valid_for)
    assert failed(handle(late, events(1), FakeContext())) == []
    assert not maker.topic.published
    assert maker.offers.withheld == {event_id(0): "expired"}


OLD = NOW - timedelta(days=35)


@pytest.mark.parametrize(
    ("timestamp", "done"),
    [
        (iso_milliseconds(OLD + timedelta(seconds=1)), True),
        (iso_milliseconds(OLD), False),
        (iso_milliseconds(OLD - timedelta(days=3000)), False),
        ("2026-11-22T20:32:45", False),
        ("yesterday", False),
    ],
)
def test_an_event_is_decided_only_while_an_earlier_decision_on_it_would_still_be_known(
    timestamp: str, done: bool
) -> None:
    maker = offer_maker(CATALOGUE)
    old = events(1, timestamp=timestamp)
    assert failed(handle(maker, old, FakeContext(), by_hand=True)) == ([] if done else ["0"])
    assert bool(maker.topic.published) is done
    assert bool(maker.offers.kept) is done
    assert not handle(maker, old, FakeContext())["batchItemFailures"], "the stream is held up by none"
    assert len(maker.setting_aside.failures.kept) == (not done)


def test_an_old_event_whose_decision_is_known_gets_what_was_decided() -> None:
    maker = offer_maker(CATALOGUE, topic=RecordingTopic(refusing=[event_id(0)]))
    handle(maker, events(1), FakeContext())
    assert failed(handle(maker, events(1, timestamp=iso_milliseconds(OLD)), FakeContext())) == []
    assert maker.topic.published == list(maker.offers.kept.values())
