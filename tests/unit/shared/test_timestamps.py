"""Points in time as the contracts write them."""

from datetime import UTC, datetime, timedelta, timezone

from shared.timestamps import iso_milliseconds, milliseconds_since, utc_now
from tests.support.unit.zones import far_from_utc


def test_a_moment_is_written_in_utc_with_milliseconds() -> None:
    moment = datetime(2026, 11, 22, 22, 32, 45, 123999, tzinfo=timezone(timedelta(hours=2)))
    assert iso_milliseconds(moment) == "2026-11-22T20:32:45.123Z"
    with far_from_utc():
        assert iso_milliseconds(moment) == "2026-11-22T20:32:45.123Z"


def test_now_is_now_and_knows_its_zone() -> None:
    before = datetime.now(UTC)
    now = utc_now()
    assert before <= now <= datetime.now(UTC)
    assert now.utcoffset() == timedelta()


def test_time_that_passed_is_in_whole_milliseconds() -> None:
    now = datetime(2026, 11, 22, 20, 32, 47, 124600, tzinfo=UTC)
    assert milliseconds_since(datetime(2026, 11, 22, 20, 32, 45, 123000, tzinfo=UTC), now) == 2002


def test_what_seems_to_come_from_the_future_took_no_time() -> None:
    assert milliseconds_since(datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 22, tzinfo=UTC)) == 0
