"""Keep the values of one metric as CloudWatch does: by the minute, or by the second for high-resolution metrics.

Source: "Metrics concepts: Resolution" and "Metrics retention", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
"""

import math
import threading
from collections.abc import Iterator, Sequence
from typing import Any, overload

from local.cloudwatch.datum import HIGH_RESOLUTION, STANDARD_RESOLUTION
from local.cloudwatch.distribution import Distribution
from local.cloudwatch.pace import PACE

HIGH_RESOLUTION_SECONDS = 3 * 3600
RETENTION_SECONDS = 15 * 24 * 3600

Point = dict[str, Any]

# Functions report metrics from worker threads while requests read them; no section under this lock is long.
_lock = threading.Lock()


class Series(Sequence[Point]):
    """The observations of one metric by second or minute; ``version`` grows with every addition.

    It is appended to and iterated over like the list of points (``Timestamp``, ``Value`` and ``Count`` or ``_stat``,
    ``Unit``, ``Dimensions``) that it stands for.
    """

    def __init__(self) -> None:
        self.version = 0
        self._dimensions: dict[str, str] = {}
        self._bins: dict[tuple[int, str], Distribution] = {}

    def append(self, point: Point) -> None:
        """Add a point. ``StorageResolution`` (1 or 60, default 60) says whether its second matters."""
        resolution = int(point.get("StorageResolution", STANDARD_RESOLUTION))
        key = (_floor(point["Timestamp"], resolution), point.get("Unit", "None"))
        with _lock:
            self.version += 1
            self._dimensions = point.get("Dimensions", {})
            distribution = self._bins.get(key) or Distribution()
            distribution.add_point(point)
            if distribution.count:
                self._bins[key] = distribution

    def replace(self, point: Point) -> None:
        """Let ``point`` be all that is known of its minute: for what is a state, and no event."""
        key = (_floor(point["Timestamp"], STANDARD_RESOLUTION), point.get("Unit", "None"))
        distribution = Distribution()
        distribution.add_point(point)
        with _lock:
            known = self._bins.get(key)
            if known is None or known.total != distribution.total:
                self.version += 1
                self._dimensions = point.get("Dimensions", {})
                self._bins[key] = distribution

    def expire(self, now: float) -> None:
        """Forget what is older than 15 days and merge seconds older than 3 hours into minutes."""
        with _lock:
            for key in [key for key in self._bins if key[0] < now - HIGH_RESOLUTION_SECONDS]:
                second, unit = key
                minute = (_floor(second, STANDARD_RESOLUTION), unit)
                if second < now - RETENTION_SECONDS:
                    del self._bins[key]
                elif key != minute:
                    self._bins.setdefault(minute, Distribution()).merge(self._bins.pop(key))

    def by_window(
        self, start: float, end: float, period: int, unit: str | None, since: float = -math.inf
    ) -> dict[float, tuple[Distribution, str]]:
        """Return what was observed in windows of ``period`` seconds from ``start`` until before ``end``, and its unit.

        With ``unit`` only observations that have it count, and none from before ``since``. Windows without any are left
        out; they come in order.
        """
        windows: dict[float, tuple[Distribution, str]] = {}
        with _lock:
            for (second, found_unit), observed in self._bins.items():
                if max(start, since) <= second < end and unit in (None, found_unit):
                    window = start + (second - start) // period * period
                    windows.setdefault(window, (Distribution(), found_unit))[0].merge(observed)
        return dict(sorted(windows.items()))

    def __iter__(self) -> Iterator[Point]:
        with _lock:
            points = [
                {"Timestamp": second, "Unit": unit, "Dimensions": self._dimensions, **point}
                for (second, unit), observed in self._bins.items()
                for point in _points(observed)
            ]
        return iter(points)

    def __len__(self) -> int:
        return len(self._bins)

    @overload
    def __getitem__(self, index: int) -> Point: ...
    @overload
    def __getitem__(self, index: slice) -> list[Point]: ...
    def __getitem__(self, index: int | slice) -> Point | list[Point]:
        return list(self)[index]


def _points(observed: Distribution) -> Iterator[Point]:
    if observed.values is not None:
        yield from ({"Value": value, "Count": count} for value, count in observed.values.items())
    elif observed.count:
        statistics = {
            "SampleCount": observed.count,
            "Sum": observed.total,
            "Minimum": observed.low,
            "Maximum": observed.high,
        }
        yield {"Value": observed.total / observed.count, "_stat": statistics}


def _floor(timestamp: float, resolution: int) -> int:
    if resolution == HIGH_RESOLUTION:
        return int(timestamp)
    return int(PACE.start_of(timestamp, STANDARD_RESOLUTION))
