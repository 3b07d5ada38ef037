"""The moments of a widget: durations before now, or points in time."""

import re
from datetime import UTC, datetime, timedelta, timezone

_DURATION = re.compile(
    r"-?P(?=.)(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?"
)
_OFFSET = re.compile(r"([+-])(\d\d)(\d\d)")


def moment(text: str, now: float) -> float:
    """Return ``-PT3H``, three hours before ``now``, or ``2026-03-01T12:00:00Z`` as epoch seconds.

    Raises ``ValueError`` for anything else.
    """
    if match := _DURATION.fullmatch(text):
        parts = {unit: int(number) for unit, number in match.groupdict().items() if number}
        return now - timedelta(**parts).total_seconds()
    found = datetime.fromisoformat(text)
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def time_zone(offset: str) -> timezone:
    """Return the zone that is ``offset`` (``+0130``) away from UTC. Raises ``ValueError``."""
    match = _OFFSET.fullmatch(offset)
    if match is None:
        raise ValueError("a time zone is like +0130")
    away = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-away if match[1] == "-" else away)
