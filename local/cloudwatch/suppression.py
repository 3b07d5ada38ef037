"""Whether a composite alarm takes its actions, or an alarm that suppresses them keeps it from that.

After a change of its state, the composite alarm waits ``wait`` seconds for its suppressor to go off; while that is in
alarm it takes none; when it is over, it waits ``extension`` seconds more. Then it takes the actions for the state that
it has by then, unless it took these last.

Source: "Suppressing composite alarm actions", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
"""

from dataclasses import dataclass, replace
from typing import Self

from local.cloudwatch.alarm_state import ALARM

BY_WAIT, BY_EXTENSION, BY_ALARM = "WaitPeriod", "ExtensionPeriod", "Alarm"


@dataclass(frozen=True, slots=True)
class Suppression:
    """Actions that are held back: by what, until when (epoch seconds), and for which state the last ones were."""

    last_state: str
    by: str
    until: float

    @classmethod
    def after_change(cls, last_state: str, wait: float, now: float) -> Self:
        """Return how it begins, when the composite alarm's state has changed."""
        return cls(last_state, BY_WAIT, now + wait)

    def at(self, now: float, suppressor: str | None, extension: float) -> Self | None:
        """Return how it goes on at ``now`` with the suppressor in that state; ``None`` when it is over."""
        if suppressor == ALARM:
            return replace(self, by=BY_ALARM, until=float("inf"))
        if self.by == BY_ALARM:
            return replace(self, by=BY_EXTENSION, until=now + extension).at(now, suppressor, extension)
        return None if now >= self.until else self
