"""What came of one stream record."""

from dataclasses import dataclass, field
from datetime import datetime

from recommender.domain.deciding import Decision
from recommender.domain.model import Delivery, Failure, Recommendation
from shared.offers.notification import Notification


@dataclass(frozen=True, slots=True)
class RecordResult:
    """``notification`` is the record's offer, and ``published`` says whether it was published.

    ``recommendation`` is the campaign's that chose it. ``attempt`` is the one to publish it, which waits or was
    refused; None where the offer may have been published before. ``failure`` holds the log fields of why the record is
    not done. ``poison``: it would fail again each time. ``set_aside``: so it waits in the failure store. ``began`` and
    ``ended`` are when work on it began and when its outcome was known; not ended is what waits for its batch.
    ``decision`` is what was decided for its event, None where nothing could be.
    """

    delivery: Delivery
    notification: Notification | None = None
    published: bool = False
    recommendation: Recommendation | None = None
    attempt: str | None = None
    failure: dict[str, str] | None = None
    poison: bool = False
    set_aside: bool = False
    began: datetime | None = field(default=None, compare=False)
    ended: datetime | None = field(default=None, compare=False)
    decision: Decision | None = field(default=None, compare=False, repr=False)


def failed(delivery: Delivery, failure: Failure, attempt: str | None) -> RecordResult:
    """Return the result of a record that failed; ``attempt`` is the one to publish that was under way, if any."""
    refused = attempt if failure.refused_outright else None
    return RecordResult(delivery, attempt=refused, failure=failure.log_fields, poison=not failure.may_pass)
