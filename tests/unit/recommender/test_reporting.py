"""What is said of a record: annotations of its trace, and lines in the log, with nothing personal in either."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from recommender.adapters.stream_batch import handle
from recommender.domain.circuit_breaker import CIRCUIT_OPEN
from recommender.domain.model import RecommendationError
from recommender.domain.reporting import METRICS_OF_STRATEGIES
from recommender.ports import Recommender
from shared.interest_event import InterestEvent
from shared.offers.notification import Notification
from shared.pseudonym import Pseudonyms
from shared.timestamps import iso_milliseconds
from tests.support.contracts.documents import schema
from tests.support.fakes.catalogue import FakeCatalogue, FakeRecommender, item
from tests.support.fakes.events import NOW, interest_event, stream_record
from tests.support.fakes.invocation import FakeContext
from tests.support.fakes.offer_maker import offer_maker
from tests.support.fakes.offers import MemoryRules
from tests.support.fakes.topic import RecordingTopic
from tests.support.unit.recorded import Lines, Traced

EVENT = interest_event()
UNSAMPLED = replace(EVENT, trace_header=EVENT.trace_header.replace("Sampled=1", "Sampled=0"))
DOWN = RecommendationError({"error_class": "ReadTimeoutError", "error_code": ""})
KEY = "k" * 32
# What each line says of the record whose clock stands still.
LINE = {
    "event_id": EVENT.event_id,
    "trace_id": "1-6740a1b2-0123456789abcdef01234567",
    "sequence_number": "1",
    "duration_ms": 0,
}
A = FakeCatalogue([item("a")])


class Reported:
    """An offer maker, and what it said."""

    def __init__(self, catalogue: FakeCatalogue = A, campaign: Recommender | None = None, **given: Any) -> None:
        self.lines, self.traced = Lines(), Traced()
        maker = offer_maker(catalogue, campaign, **given)
        self.maker = replace(
            maker,
            logger=self.lines,
            tracing=self.traced,
            pseudonyms=Pseudonyms(KEY),
            variant="summer",
            bookkeeping=replace(maker.bookkeeping, logger=self.lines),
            setting_aside=replace(maker.setting_aside, logger=self.lines),
        )

    def of(self, record: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the annotations of a record."""
        handle(self.maker, [record or stream_record(EVENT)], FakeContext())
        return self.traced.records[-1][3] if self.traced.records else {}

    @property
    def notes(self) -> list[tuple[str, str, dict[str, Any]]]:
        """The lines beside those that say what came of a record."""
        return [line for line in self.lines.written if "outcome" not in line[2]]

    @property
    def outcomes(self) -> list[tuple[str, str, dict[str, Any]]]:
        return [line for line in self.lines.written if "outcome" in line[2]]

    @property
    def counted(self) -> dict[str, int]:
        return self.maker.counters.flushed[-1]


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


def test_an_event_for_which_nothing_suits_is_one_line() -> None:
    reported = Reported(FakeCatalogue())
    assert reported.of()["outcome"] == "empty"
    assert reported.lines.written == [("warning", "Nothing to offer.", {**LINE, "outcome": "empty"})]


def test_why_a_customer_gets_no_offer_is_the_outcome() -> None:
    assert Reported(rules=MemoryRules(silent={"12345"})).of()["outcome"] == "do-not-contact"
    reported = Reported(rules=MemoryRules(offers_per_day=1))
    reported.of(stream_record(replace(EVENT, event_id="7f0c2e1a-9d3b-4c55-8a53-000000000001")))
    assert reported.of()["outcome"] == "daily-cap"


def test_a_withheld_offer_is_one_line_and_a_warning_where_it_expired_before_it_was_published() -> None:
    reported = Reported(topic=RecordingTopic(refusing=[EVENT.event_id]))
    reported.of()
    reported.lines.written.clear()
    reported.maker = replace(reported.maker, now=lambda: NOW + reported.maker.valid_for)
    assert reported.of()["outcome"] == "expired"
    line = ("warning", "The offer expired before it left.", {**LINE, "outcome": "expired"})
    assert reported.lines.written == [line]
    silent = Reported(rules=MemoryRules(silent={"12345"}))
    silent.of()
    assert silent.lines.written == [("info", "Offer withheld.", {**LINE, "outcome": "do-not-contact"})]
    silent.of()
    assert silent.lines.written[1] == ("info", "The event was settled before.", {**LINE, "outcome": "settled"})


def test_a_record_that_comes_again_is_said_to_be_a_retry() -> None:
    reported = Reported(topic=RecordingTopic(refusing=[EVENT.event_id]))
    deliveries = [reported.of() for _ in range(3)]
    assert [(each["retry"], each["outcome"]) for each in deliveries] == [
        (False, "failed"),
        (True, "published"),
        (True, "repeated"),
    ]


def test_what_failed_is_one_line_by_the_records_name(capsys: pytest.CaptureFixture[str]) -> None:
    reported = Reported(topic=RecordingTopic(refusing=[EVENT.event_id]))
    reported.of()
    log_fields = {**LINE, "outcome": "failed"}
    failed = {"error_class": "ConnectionError", "error_code": ""}
    assert reported.lines.written == [("error", "Record failed.", {**log_fields, **failed})]
    assert "canary" not in f"{capsys.readouterr()}{reported.lines.written}"


def test_a_record_that_inserted_nothing_is_no_line() -> None:
    reported = Reported()
    reported.of({**stream_record(EVENT), "eventName": "REMOVE"})
    assert reported.lines.written == []


def test_a_failure_is_said_last_where_it_can_be_read_from_the_end_of_the_log() -> None:
    reported = Reported(topic=RecordingTopic(refusing=[EVENT.event_id]))
    other = replace(EVENT, event_id="7f0c2e1a-9d3b-4c55-8a53-000000000001")
    handle(reported.maker, [stream_record(EVENT), stream_record(other)], FakeContext())
    assert [log_fields["outcome"] for _, _, log_fields in reported.lines.written] == ["published", "failed"]


@pytest.mark.parametrize("sampled", ["1", "0"], ids=["published by itself", "published with its batch"])
def test_how_long_a_record_took_and_its_offer_since_the_post_is_said_in_milliseconds(sampled: str) -> None:
    reported = Reported()
    moments = iter(NOW + timedelta(milliseconds=each) for each in range(1000, 2000, 100))
    reported.maker = replace(reported.maker, now=lambda: next(moments))
    header = EVENT.trace_header.replace("Sampled=1", f"Sampled={sampled}")
    reported.of(stream_record(replace(EVENT, trace_header=header, timestamp=iso_milliseconds(NOW))))
    log_fields = reported.outcomes[0][2]
    # Looks at the clock: begun, decided, ended; and once more when the batch is published.
    assert (log_fields["duration_ms"], log_fields["time_to_offer_ms"]) == (200, 1200)


def test_an_event_without_a_readable_time_or_trace_is_reported_all_the_same() -> None:
    reported = Reported(topic=RecordingTopic(refusing=[EVENT.event_id]))
    reported.of()
    reported.of(stream_record(replace(EVENT, timestamp="once", trace_header="none")))
    published = {"outcome": "published", "strategy": "popular"}
    log_fields = {name: value for name, value in LINE.items() if name != "trace_id"}
    assert reported.outcomes[-1] == ("info", "Offer published.", {**log_fields, **published})


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


def test_an_error_without_a_text_of_its_own_has_none() -> None:
    assert str(DOWN) == "no recommendation"


def test_every_strategy_of_the_contract_has_a_metric() -> None:
    assert list(METRICS_OF_STRATEGIES) == schema("offer")["properties"]["data"]["properties"]["strategy"]["examples"]
