"""Points in time as the contracts write them."""

from datetime import UTC, datetime, timedelta, timezone

from shared.timestamps import iso_milliseconds, utc_now
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
