"""How fast time passes for alarms, so that nobody has to wait for minutes to see one ring: :mod:`local.pace`."""

import math
from dataclasses import dataclass

MINUTE = 60


class PaceError(ValueError):
    """Time cannot pass as fast as that; the message says how fast it can."""


@dataclass(slots=True)
class Pace:
    """In each second of the clock ``times`` seconds pass for alarms. ``since`` says from when on (epoch seconds)."""

    times: int = 1
    since: float = -math.inf

    def lasting(self, seconds: int) -> int:
        """Return how long ``seconds`` of alarms last by the clock, in seconds: one at least."""
        return max(1, seconds // self.times)

    def start_of(self, timestamp: float, seconds: int) -> float:
        """Return when that stretch of ``seconds`` of alarms began which holds ``timestamp`` (epoch seconds).

        No stretch holds what was before the last change of pace and what was after it.
        """
        lasting = self.lasting(seconds)
        start = timestamp // lasting * lasting
        return start if timestamp < self.since else max(start, self.since)

    def age(self, began: float, now: float) -> float:
        """Return how many seconds have passed for alarms from ``began`` until ``now`` (both epoch seconds)."""
        return max(0.0, self.since - began) + (now - max(began, self.since)) * self.times

    def change(self, times: object, now: float) -> None:
        """Let time pass ``times`` as fast from ``now`` (epoch seconds) on. Raises :class:`PaceError`."""
        if not isinstance(times, int) or isinstance(times, bool) or times < 1 or MINUTE % times:
            raise PaceError(f"A minute divided by 'times' is a whole number of seconds; {times!r} does not do that.")
        self.times, self.since = times, math.floor(now)


PACE = Pace()
