"""Judge an alarm on recorded datapoints, by the evaluator of the local stack and without its clock."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from local.cloudwatch.alarm_state import Datapoint, evaluate
from local.cloudwatch.alarm_windows import evaluation_range
from local.cloudwatch.distribution import is_statistic
from local.cloudwatch.metric_functions import TimeSeries, Windows
from local.cloudwatch.metric_math import Expressions
from local.cloudwatch.series import Series

START = 1_800_000_000 // 86400 * 86400
"""When recordings begin, in seconds since 1970."""

# A stretch of a recording: a number, several of them, or None where nothing was published.
Stretch = float | Sequence[float] | None
_METRIC = re.compile(r"(?P<namespace>\S+) (?P<name>\S+)(?P<dimensions>( \w+=\S+)*)")


def record(text: str, stretches: Sequence[Stretch], seconds: int) -> Series:
    """Return what a metric has when one of ``stretches`` was published every ``seconds``; ``text`` is checked only."""
    if not _METRIC.fullmatch(text):
        raise ValueError(f"not a metric: {text}")
    series = Series()
    for number, stretch in enumerate(stretches):
        values = [] if stretch is None else stretch if isinstance(stretch, Sequence) else [stretch]
        for value in values:
            series.append({"Timestamp": START + number * seconds, "Value": float(value), "Unit": "None"})
    return series


def identity(metric: Mapping[str, Any]) -> str:
    """Return a metric as recordings name it: ``AWS/Lambda Errors FunctionName=cxe-local-ingest``."""
    dimensions = sorted(metric["Dimensions"], key=lambda each: str(each["Name"]))
    return " ".join(
        [metric["Namespace"], metric["MetricName"], *(f"{each['Name']}={each['Value']}" for each in dimensions)]
    )


def state(alarm: Mapping[str, Any], recorded: Mapping[str, Series], now: float) -> str | None:
    """Return the state that ``alarm`` changes to at ``now``; None where it keeps the one it has."""
    return evaluate(alarm, evaluation_range(alarm, lambda windows: _read(alarm, recorded, windows), now)).state


def _read(alarm: Mapping[str, Any], recorded: Mapping[str, Series], windows: Windows) -> Mapping[float, Datapoint]:
    if "Metrics" not in alarm:
        return _points(alarm, alarm.get("ExtendedStatistic") or alarm["Statistic"], recorded, windows)
    series: dict[str, TimeSeries] = {}
    expressions = {}
    for query in alarm["Metrics"]:
        if "Expression" in query:
            expressions[query["Id"]] = query["Expression"]
        else:
            stat = query["MetricStat"]
            points = _points(stat["Metric"], stat["Stat"], recorded, windows)
            series[query["Id"]] = {start: point.value for start, point in points.items()}
    values = Expressions(series, expressions, windows).series("watched")
    return {start: Datapoint(start, value) for start, value in values.items()}


def _points(
    metric: Mapping[str, Any], statistic: str, recorded: Mapping[str, Series], windows: Windows
) -> Mapping[float, Datapoint]:
    assert is_statistic(statistic), statistic
    series = recorded.get(identity(metric), Series())
    found = series.by_window(windows.starts[0], windows.starts[-1] + windows.period, windows.period, None)
    return {
        start: Datapoint(start, value, distribution.count)
        for start, (distribution, _unit) in found.items()
        if (value := distribution.statistic(statistic)) is not None
    }
