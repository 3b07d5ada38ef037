"""Points in time as the contracts write them."""

from datetime import UTC, datetime, timedelta


def utc_now() -> datetime:
    """Return the current time, aware of its zone."""
    return datetime.now(UTC)


def iso_milliseconds(moment: datetime) -> str:
    """Return an aware ``moment`` as ISO 8601 in UTC with milliseconds: ``2026-11-22T20:32:45.123Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def milliseconds(duration: timedelta) -> int:
    """Return ``duration`` in whole milliseconds; 0 where the clock was set back meanwhile."""
    return max(0, round(duration.total_seconds() * 1000))
