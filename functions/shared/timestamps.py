"""Points in time as the contracts write them."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the current time, aware of its zone."""
    return datetime.now(UTC)


def milliseconds_since(earlier: datetime, now: datetime) -> int:
    """Return the whole milliseconds from ``earlier`` to ``now``; none below 0.

    Clocks of two services differ: what seems to come from the future has taken no time.
    """
    return max(0, round((now - earlier).total_seconds() * 1000))


def iso_milliseconds(moment: datetime) -> str:
    """Return an aware ``moment`` as ISO 8601 in UTC with milliseconds: ``2026-11-22T20:32:45.123Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
