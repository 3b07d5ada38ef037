"""The line that says what came of a record."""

from dataclasses import replace
from datetime import timedelta

import pytest

from recommender.adapters.stream_batch import handle
from shared.timestamps import iso_milliseconds
from tests.support.fakes.catalogue import FakeCatalogue
from tests.support.fakes.events import NOW, stream_record
from tests.support.fakes.invocation import FakeContext
from tests.support.fakes.offers import MemoryRules
from tests.support.fakes.topic import RecordingTopic
from tests.support.unit.recommender.reported import EVENT, LINE, UNSAMPLED, Reported


def test_an_event_for_which_nothing_suits_is_one_line() -> None:
    reported = Reported(FakeCatalogue())
    assert reported.of()["outcome"] == "empty"
    assert reported.lines.written == [("warning", "Nothing to offer.", {**LINE, "outcome": "empty"})]


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


def test_how_long_a_record_took_that_failed_with_its_batch_is_said_too() -> None:
    reported = Reported(topic=RecordingTopic(refusing=[EVENT.event_id]))
    moments = iter(NOW + timedelta(milliseconds=each) for each in range(1000, 2000, 100))
    reported.maker = replace(reported.maker, now=lambda: next(moments))
    reported.of(stream_record(UNSAMPLED))
    ((_, message, log_fields),) = reported.outcomes
    assert (message, log_fields["duration_ms"]) == ("Record failed.", 200)


def test_an_event_without_a_readable_time_or_trace_is_reported_all_the_same() -> None:
    reported = Reported(topic=RecordingTopic(refusing=[EVENT.event_id]))
    reported.of()
    reported.of(stream_record(replace(EVENT, timestamp="once", trace_header="none")))
    published = {"outcome": "published", "strategy": "popular"}
    log_fields = {name: value for name, value in LINE.items() if name != "trace_id"}
    assert reported.outcomes[-1] == ("info", "Offer published.", {**log_fields, **published})
