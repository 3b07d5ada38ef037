"""What was observed of a metric in some stretch of time, and the statistics of it.

Source: "CloudWatch statistics definitions", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
"""

import itertools
import re
from collections.abc import Mapping
from typing import Any

# Percentiles of more different values than this come from values rounded to three digits: CloudWatch's own percentiles
# are approximate too, and memory and time stay bounded.
MAX_VALUES = 500

_PERCENTILE = re.compile(r"p(\d{1,2}(?:\.\d{1,10})?|100)")
_PERCENTILE_RANK = re.compile(r"PR\(:(\d+(?:\.\d+)?)\)")


class Distribution:
    """Count, sum, minimum and maximum of what was observed, and how often each value was.

    ``values`` is ``None`` once a statistic set came in: its single values are unknown, so there are no percentiles.
    """

    __slots__ = ("_rounds", "count", "high", "low", "total", "values")

    def __init__(self) -> None:
        self.count, self.total, self.low, self.high = 0.0, 0.0, float("inf"), float("-inf")
        self.values: dict[float, float] | None = {}
        self._rounds = False

    def add_point(self, point: Mapping[str, Any]) -> None:
        """Add one of the emulator's points: ``Value``, which was observed ``Count`` times, or a statistic set
        ``_stat``."""
        statistics = point.get("_stat")
        if statistics is None:
            count, value = float(point.get("Count", 1.0)), float(point["Value"])
            self._add(count, value * count, value, value)
        else:
            self._add(*(float(statistics.get(name, 0)) for name in ("SampleCount", "Sum", "Minimum", "Maximum")))

    def _add(self, count: float, total: float, low: float, high: float) -> None:
        if count <= 0:
            return
        self._widen(count, total, low, high)
        if low != high or total != low * count:
            self.values = None
        else:
            self._count(low, count)

    def merge(self, other: "Distribution") -> None:
        """Add all that ``other`` observed."""
        self._widen(other.count, other.total, other.low, other.high)
        if self.values is None or other.values is None:
            self.values = None
            return
        for value, count in other.values.items():
            self._count(value, count)

    def _widen(self, count: float, total: float, low: float, high: float) -> None:
        self.count += count
        self.total += total
        self.low, self.high = min(self.low, low), max(self.high, high)

    def _count(self, value: float, count: float) -> None:
        if self.values is None:
            return
        if self._rounds:
            value = float(f"{value:.2e}")
        self.values[value] = self.values.get(value, 0.0) + count
        if len(self.values) > MAX_VALUES and not self._rounds:
            exact, self.values, self._rounds = self.values, {}, True
            for seen, times in exact.items():
                self._count(seen, times)

    def statistic(self, name: str) -> float | None:
        """Return the statistic ``name`` (``Sum``, ``p99``, …), or ``None`` where these observations have none."""
        match name:
            case "SampleCount":
                return self.count
            case "Sum":
                return self.total
            case "Minimum":
                return self.low
            case "Maximum":
                return self.high
            case "Average":
                return self.total / self.count
            case _:
                rank = _PERCENTILE_RANK.fullmatch(name)
                return self._percentile_rank(float(rank[1])) if rank else self._percentile(float(name[1:]))

    def _percentile_rank(self, limit: float) -> float | None:
        """Return what percentage of the values is not above ``limit``."""
        if not self.values:
            return None
        return 100 * sum(times for value, times in self.values.items() if value <= limit) / self.count

    def _percentile(self, percent: float) -> float | None:
        """Return the value at a rank, between the two nearest ones; CloudWatch has none where a value is negative."""
        if not self.values or self.low < 0:
            return None
        ordered = sorted(self.values)
        ends = list(itertools.accumulate(self.values[value] for value in ordered))
        rank = percent / 100 * (ends[-1] - 1) if ends[-1] > 1 else 0.0
        lower = next(value for value, end in zip(ordered, ends, strict=True) if int(rank) < end)
        upper = next((value for value, end in zip(ordered, ends, strict=True) if int(rank) + 1 < end), ordered[-1])
        return lower + (rank - int(rank)) * (upper - lower)


def is_statistic(name: str) -> bool:
    """Return whether :meth:`Distribution.statistic` knows ``name``: a basic one, a percentile, a percentile rank."""
    basic = name in ("SampleCount", "Sum", "Average", "Minimum", "Maximum")
    return basic or any(pattern.fullmatch(name) for pattern in (_PERCENTILE, _PERCENTILE_RANK))
