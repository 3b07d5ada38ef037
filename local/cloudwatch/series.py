"""Keep the values of one metric as CloudWatch does: by the minute, or by the second for high-resolution metrics.

Source: "Metrics concepts: Resolution" and "Metrics retention", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
"""

import threading
from collections.abc import Iterator, Sequence
from typing import Any, overload

from local.cloudwatch.datum import HIGH_RESOLUTION, STANDARD_RESOLUTION

HIGH_RESOLUTION_SECONDS = 3 * 3600
RETENTION_SECONDS = 15 * 24 * 3600

Point = dict[str, Any]

# Functions report metrics from worker threads while requests read them; no section under this lock is long.
_lock = threading.Lock()


class _Bin:
    """What was observed within one second or minute: a statistic set, and how often each value was seen.

    ``values`` is ``None`` once a statistic set came in: its single values are unknown.
    """

    __slots__ = ("count", "high", "low", "total", "values")

    def __init__(self) -> None:
        self.count, self.total, self.low, self.high = 0.0, 0.0, float("inf"), float("-inf")
        self.values: dict[float, float] | None = {}

    def add(self, count: float, total: float, low: float, high: float) -> None:
        self.count += count
        self.total += total
        self.low, self.high = min(self.low, low), max(self.high, high)
        if low != high or total != low * count:
            self.values = None
        elif self.values is not None:
            self.values[low] = self.values.get(low, 0.0) + count

    def merge(self, other: "_Bin") -> None:
        if other.values is None:
            self.add(other.count, other.total, other.low, other.high)
            self.values = None
            return
        for value, count in other.values.items():
            self.add(count, value * count, value, value)

    def points(self) -> Iterator[Point]:
        if self.values is None:
            statistics = {
                "SampleCount": self.count, "Sum": self.total, "Minimum": self.low, "Maximum": self.high
            }  # fmt: skip
            yield {"Value": self.total / self.count, "_stat": statistics}
            return
        for value, count in self.values.items():
            yield {"Value": value, "Count": count}


class Series(Sequence[Point]):
    """A sequence of the emulator's points (``Timestamp``, ``Value`` and ``Count`` or ``_stat``, ``Unit``,
    ``Dimensions``) that merges those of the same second or minute. ``version`` grows with every addition.
    """

    def __init__(self) -> None:
        self.version = 0
        self._dimensions: dict[str, str] = {}
        self._bins: dict[tuple[int, str], _Bin] = {}

    def append(self, point: Point) -> None:
        """Add a point. ``StorageResolution`` (1 or 60, default 60) says whether its second matters."""
        statistics = point.get("_stat")
        if statistics is None:
            count, value = float(point.get("Count", 1.0)), float(point["Value"])
            observed = (count, value * count, value, value)
        else:
            observed = tuple(  # type: ignore[assignment]
                float(statistics.get(name, 0)) for name in ("SampleCount", "Sum", "Minimum", "Maximum")
            )
        if observed[0] <= 0:
            return
        resolution = int(point.get("StorageResolution", STANDARD_RESOLUTION))
        key = (_floor(point["Timestamp"], resolution), point.get("Unit", "None"))
        with _lock:
            self.version += 1
            self._dimensions = point.get("Dimensions", {})
            self._bins.setdefault(key, _Bin()).add(*observed)

    def expire(self, now: float) -> None:
        """Forget what is older than 15 days and merge seconds older than 3 hours into minutes."""
        with _lock:
            for key in [key for key in self._bins if key[0] < now - HIGH_RESOLUTION_SECONDS]:
                second, unit = key
                minute = (_floor(second, STANDARD_RESOLUTION), unit)
                if second < now - RETENTION_SECONDS:
                    del self._bins[key]
                elif key != minute:
                    self._bins.setdefault(minute, _Bin()).merge(self._bins.pop(key))

    def between(self, start: float, end: float) -> list[Point]:
        """Return the points with ``start <= Timestamp < end`` (epoch seconds)."""
        with _lock:
            return [
                {"Timestamp": second, "Unit": unit, "Dimensions": self._dimensions, **point}
                for (second, unit), observed in self._bins.items()
                if start <= second < end
                for point in observed.points()
            ]

    def __iter__(self) -> Iterator[Point]:
        return iter(self.between(float("-inf"), float("inf")))

    def __len__(self) -> int:
        return len(self._bins)

    @overload
    def __getitem__(self, index: int) -> Point: ...
    @overload
    def __getitem__(self, index: slice) -> list[Point]: ...
    def __getitem__(self, index: int | slice) -> Point | list[Point]:
        return list(self)[index]


def _floor(timestamp: float, resolution: int) -> int:
    step = HIGH_RESOLUTION if resolution == HIGH_RESOLUTION else STANDARD_RESOLUTION
    return int(timestamp // step) * step
