"""What is said of a record: annotations of its trace, and lines in the log, with nothing personal in either."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from recommender.domain.circuit_breaker import CIRCUIT_OPEN
from recommender.domain.model import RecommendationError
from recommender.domain.reporting import METRICS_OF_STRATEGIES
from shared.interest_event import InterestEvent
from shared.offers.notification import Notification
from shared.pseudonym import Pseudonyms
from shared.timestamps import iso_milliseconds
from tests.support.contracts.documents import schema
from tests.support.fakes.catalogue import FakeCatalogue, FakeRecommender, item
from tests.support.fakes.events import NOW, stream_record
from tests.support.fakes.invocation import FakeContext
from tests.support.fakes.offers import MemoryRules
from tests.support.fakes.topic import RecordingTopic
from tests.support.unit.recommender.reported import DOWN, EVENT, KEY, LINE, UNSAMPLED, Reported


def test_a_record_is_traced_from_its_request_by_the_functions_name_and_found_by_what_it_is() -> None:
    reported = Reported()
    annotations = reported.of()
    ((header, name, aws, _),) = reported.traced.records
    context = FakeContext()
    assert (header, name) == (EVENT.trace_header, context.function_name)
    assert aws == {"request_id": context.aws_request_id, "function_arn": context.invoked_function_arn}
    assert annotations == {
        "event_id": EVENT.event_id,
        "stream_event_id": "stream-1",
        "variant": "summer",
        "outcome": "published",
        "retry": False,
        "strategy": "popular",
        "fallback": False,
        **Pseudonyms(KEY).annotation(EVENT.customer_id),
    }
    published = {"outcome": "published", "strategy": "popular", "time_to_offer_ms": 0}
    assert reported.lines.written == [("info", "Offer published.", {**LINE, **published})]
    assert reported.lines.debugged == [("Batch received.", {"records": 1, "by_hand": False})]
    assert reported.traced.flushed == 1


def test_a_campaign_that_gave_no_offer_is_one_line_and_a_fallback() -> None:
    reported = Reported(campaign=FakeRecommender(error=DOWN))
    assert reported.of()["fallback"] is True
    log_fields = {"event_id": EVENT.event_id, **DOWN.log_fields}
    assert reported.notes == [("warning", "Personalize gave no offer.", log_fields)]
    assert reported.outcomes[0][2]["fallback"] == DOWN.log_fields


def test_a_campaign_behind_an_open_circuit_is_counted_and_no_line_of_its_own() -> None:
    reported = Reported(campaign=FakeRecommender(error=RecommendationError(CIRCUIT_OPEN)))
    assert reported.of()["fallback"] is True
    assert reported.notes == []
    assert reported.outcomes[0][2]["fallback"] == CIRCUIT_OPEN
    assert reported.counted == {"OfferFallback": 1, "CampaignRested": 1, "OfferPublished": 1, "OfferPopular": 1}


def test_a_campaign_whose_items_do_not_suit_is_said_to_have_chosen_nothing_suitable() -> None:
    reported = Reported(
        FakeCatalogue([item("a"), item("elsewhere", locations=("paris",))]), FakeRecommender(("elsewhere",))
    )
    reported.of()
    assert [log_fields["error_class"] for _, _, log_fields in reported.notes] == ["NothingSuitable"]
    assert reported.counted == {"OfferFallback": 1, "OfferPublished": 1, "OfferPopular": 1}


def test_a_campaign_whose_items_nobody_knows_is_said_to_be_another_catalogues() -> None:
    reported = Reported(campaign=FakeRecommender(("gone",)))
    reported.of()
    log_fields = {"event_id": EVENT.event_id, "error_class": "UnknownItems"}
    assert reported.notes == [("warning", "Personalize gave no offer.", log_fields)]
    assert reported.counted == {"OfferFallback": 1, "CampaignUnusable": 1, "OfferPublished": 1, "OfferPopular": 1}


def test_why_a_customer_gets_no_offer_is_the_outcome() -> None:
    assert Reported(rules=MemoryRules(silent={"12345"})).of()["outcome"] == "do-not-contact"
    reported = Reported(rules=MemoryRules(offers_per_day=1))
    reported.of(stream_record(replace(EVENT, event_id="7f0c2e1a-9d3b-4c55-8a53-000000000001")))
    assert reported.of()["outcome"] == "daily-cap"


def test_a_record_that_comes_again_is_said_to_be_a_retry() -> None:
    reported = Reported(topic=RecordingTopic(refusing=[EVENT.event_id]))
    deliveries = [reported.of() for _ in range(3)]
    assert [(each["retry"], each["outcome"]) for each in deliveries] == [
        (False, "failed"),
        (True, "published"),
        (True, "repeated"),
    ]


def test_what_came_after_an_offer_and_failed_is_one_line() -> None:
    reported = Reported()

    def broken(event: InterestEvent, now: object) -> None:
        raise ConnectionError("canary")

    reported.maker.offers.mark_published = broken
    reported.of()
    log_fields = {"error_class": "ConnectionError", "error_code": ""}
    assert reported.notes == [("warning", "An offer left; that could not be kept.", log_fields)]


def test_poison_that_cannot_be_set_aside_is_one_line_more() -> None:
    reported = Reported()
    reported.maker.setting_aside.failures.error = ConnectionError("canary")
    reported.of({**stream_record(EVENT), "dynamodb": {"SequenceNumber": "1", "NewImage": {}}})
    (level, message, log_fields), (_, other, _) = reported.lines.written
    assert (level, message) == ("warning", "Poison could not be set aside.")
    assert log_fields == {"error_class": "ConnectionError", "error_code": ""}
    assert other == "Record failed."


def test_an_offer_of_an_unsampled_request_is_published_with_others_and_goes_on_in_its_trace() -> None:
    sent: list[Notification] = []

    class Topic(RecordingTopic):
        def publish_batch(self, batch: Any) -> dict[str, dict[str, str]]:
            sent.extend(batch)
            return super().publish_batch(batch)

    reported = Reported(topic=Topic())
    assert reported.of(stream_record(UNSAMPLED))["outcome"] == "failed", "its segment is not sent, so nobody reads this"
    (notification,) = sent
    assert notification.attributes["trace_header"]["StringValue"] == UNSAMPLED.trace_header
    assert json.loads(notification.offer.body)["id"] == UNSAMPLED.event_id


def test_a_published_offer_says_how_long_it_took_from_its_request() -> None:
    reported = Reported()
    asked = iso_milliseconds(NOW - timedelta(seconds=1.5))
    reported.of(stream_record(replace(EVENT, timestamp=asked)))
    assert reported.maker.counters.durations == [("OfferDelay", 1500)]


def test_an_offer_that_was_refused_took_no_time() -> None:
    reported = Reported(topic=RecordingTopic(error=ConnectionError()))
    reported.of(stream_record(UNSAMPLED))
    assert reported.counted["OfferError"] == 1
    assert reported.maker.counters.durations == []


def test_an_error_without_a_text_of_its_own_has_none() -> None:
    assert str(DOWN) == "no recommendation"


def test_every_strategy_of_the_contract_has_a_metric() -> None:
    assert list(METRICS_OF_STRATEGIES) == schema("offer")["properties"]["data"]["properties"]["strategy"]["examples"]
