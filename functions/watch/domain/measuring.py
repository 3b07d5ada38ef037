"""Measure what waits."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.generated.metric_names import FAILURE_OBJECT_AGE, FAILURE_OBJECTS
from shared.ports import Gauges, Log
from shared.timestamps import utc_now
from watch.domain.model import UnmeasuredError
from watch.ports import Failures


@dataclass(frozen=True)
class Watch:
    """Writes how many failures wait, and how old the oldest is."""

    failures: Failures
    gauges: Gauges
    logger: Log
    now: Callable[[], datetime] = utc_now

    def measure(self) -> None:
        """Measure once. Raises :class:`UnmeasuredError`, and writes no number then: none would be true."""
        try:
            stored = self.failures.waiting_since()
        except UnmeasuredError as error:
            self.logger.error("Failures not counted.", extra=error.log_fields)
            raise
        now = self.now()
        age = max(((now - moment).total_seconds() for moment in stored), default=0.0)
        # S3's clock may be ahead of ours.
        self.gauges.write({FAILURE_OBJECTS: len(stored), FAILURE_OBJECT_AGE: max(age, 0.0)})
