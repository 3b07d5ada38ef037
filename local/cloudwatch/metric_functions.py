"""Time series of metric math, and the functions on them.

Source: "Metric math syntax and functions", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
"""

import itertools
import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

# Start of a window (epoch seconds) → value. Windows without a value are missing.
TimeSeries = dict[float, float]
# A number has no time; a list holds several series.
Value = TimeSeries | float | list[Any]


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows of a request: where each starts (epoch seconds, ascending), and how long all are (seconds).

    What was before ``since`` (epoch seconds) counts in none.
    """

    starts: Sequence[float]
    period: int
    since: float = -math.inf


def combine(operation: Callable[[float, float], float], left: Value, right: Value) -> Value:
    """Apply ``operation`` window by window; what has no value on both sides, or no result, is missing."""
    if isinstance(left, list):
        return [combine(operation, item, right) for item in left]
    if isinstance(right, list):
        return [combine(operation, left, item) for item in right]
    if not isinstance(left, dict) and not isinstance(right, dict):
        return next(iter(combine(operation, {0.0: left}, right).values()), {})  # type: ignore[union-attr]
    windows = left if isinstance(left, dict) else right
    result: TimeSeries = {}
    for window in windows:  # type: ignore[union-attr]
        first = left.get(window) if isinstance(left, dict) else left
        second = right.get(window) if isinstance(right, dict) else right
        if first is None or second is None:
            continue
        try:
            result[window] = float(operation(first, second))
        except (ZeroDivisionError, OverflowError, TypeError):
            continue
    return result


def _map(function: Callable[[float], float]) -> Callable[[Windows, Value], Value]:
    return lambda _windows, value: combine(lambda left, _right: function(left), value, 0.0)


def _reduce(function: Callable[[Iterable[float]], float]) -> Callable[[Windows, Value], Value]:
    """Make one number of one series, or one series of several, from the values that are there."""

    def reduce(windows: Windows, value: Value) -> Value:
        if isinstance(value, dict):
            return function(list(value.values())) if value else {}
        if not isinstance(value, list):
            return value
        by_window = {start: [series[start] for series in value if start in series] for start in windows.starts}
        return {start: function(values) for start, values in by_window.items() if values}

    return reduce


def _fill(windows: Windows, series: TimeSeries, filler: float | str) -> Value:
    filled: TimeSeries = {}
    latest = None if filler == "REPEAT" else float(filler)
    for start in windows.starts:
        value = series.get(start, latest)
        if value is not None:
            filled[start] = value
        if filler == "REPEAT":
            latest = value
    return filled


def _if(windows: Windows, condition: Value, then: Value, otherwise: Value | None = None) -> Value:
    result: TimeSeries = {}
    for start in windows.starts:
        truth = _at(condition, start)
        chosen = None if truth is None else then if truth else otherwise
        value = None if chosen is None else _at(chosen, start)
        if value is not None:
            result[start] = value
    return result


def _at(value: Value, start: float) -> float | None:
    if isinstance(value, list):
        raise TypeError("several series have no single value")
    return value.get(start) if isinstance(value, dict) else value


def _changes(divide_by: Callable[[Windows], float]) -> Callable[[Windows, TimeSeries], Value]:
    def changes(windows: Windows, series: TimeSeries) -> Value:
        pairs = itertools.pairwise(sorted(series))
        return {later: (series[later] - series[earlier]) / divide_by(windows) for earlier, later in pairs}

    return changes


def _running_sum(_windows: Windows, series: TimeSeries) -> Value:
    starts = sorted(series)
    return dict(zip(starts, itertools.accumulate(series[start] for start in starts), strict=True))


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "ABS": _map(abs),
    "CEIL": _map(math.ceil),
    "FLOOR": _map(math.floor),
    "SUM": _reduce(sum),
    "AVG": _reduce(statistics.fmean),
    "MIN": _reduce(min),
    "MAX": _reduce(max),
    "STDDEV": _reduce(statistics.pstdev),
    "FILL": _fill,
    "IF": _if,
    "PERIOD": lambda windows, _series: float(windows.period),
    "DIFF": _changes(lambda _windows: 1.0),
    "RATE": _changes(lambda windows: float(windows.period)),
    "RUNNING_SUM": _running_sum,
    "DATAPOINT_COUNT": lambda _windows, series: float(len(series.keys())),
    "METRIC_COUNT": lambda _windows, series: float(len(series)),
    "TIME_SERIES": lambda windows, number: dict.fromkeys(windows.starts, number),
}
