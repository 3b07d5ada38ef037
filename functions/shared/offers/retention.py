"""How long a decision is kept, so that no event is decided twice. No AWS here."""

from datetime import datetime, timedelta

from shared.interest_event import InterestEvent

LEAST = timedelta(days=35)
"""Longer than a record waits for its redelivery: half a day in the stream, then at most 34 in the failure bucket."""


def remembered_until(event: InterestEvent, now: datetime) -> int:
    """Return the second since 1970 up to which a decision is kept that is made ``now``: as long as its event at least.

    So whoever finds an event that is older than :data:`LEAST` finds what was decided, too.
    """
    return max(int((now + LEAST).timestamp()), event.expires_at)


def may_be_forgotten(accepted: datetime, now: datetime) -> bool:
    """Return whether a decision on an event ``accepted`` then may be deleted by now: one that was made at once.

    Decisions used to be kept for :data:`LEAST` alone, and an event does not show whether it is of that time.
    """
    return accepted + LEAST <= now
