"""Reach the metrics that ministack keeps, whether or not they are kept as :class:`local.cloudwatch.series.Series`."""

from collections.abc import Iterable, Mapping
from typing import Any

from local.cloudwatch.alarm_state import Datapoint
from local.cloudwatch.datum import Datum
from local.cloudwatch.metric_functions import TimeSeries, Windows
from local.cloudwatch.metric_math import Expressions, MathError
from local.cloudwatch.series import Point, Series

BASIC_STATISTICS = ("SampleCount", "Sum", "Average", "Minimum", "Maximum")


def store(datum: Datum) -> None:
    """Add ``datum`` to the metrics of the current account and region."""
    from ministack.services import cloudwatch

    key = (datum.namespace, datum.name, cloudwatch._dims_key(datum.dimensions))
    series = cloudwatch._metric_bucket(key)
    for value in datum.values:
        series.append(
            {
                "Timestamp": datum.timestamp,
                "Value": value,
                "Unit": datum.unit,
                "Dimensions": datum.dimensions,
                "StorageResolution": datum.resolution,
            }
        )


def find(metric: Mapping[str, Any]) -> Any:
    """Return the points of the one metric with exactly the ``Namespace``, ``MetricName`` and ``Dimensions`` of
    ``metric``; empty when there is none."""
    from ministack.services import cloudwatch

    dimensions = cloudwatch._dims_key(cloudwatch._dims_from_list(metric.get("Dimensions") or []))
    return cloudwatch._metrics.get((metric.get("Namespace"), metric.get("MetricName"), dimensions)) or ()


def is_statistic(name: str) -> bool:
    """Return whether ``name`` is a statistic that can be computed: a basic one or a percentile."""
    from ministack.services import cloudwatch

    return name in BASIC_STATISTICS or bool(cloudwatch._is_percentile_stat(name))


def points_by_window(metric: Mapping[str, Any], windows: Windows, unit: str | None) -> dict[float, list[Point]]:
    """Return the points of a metric by the start of the window they fall into; with ``unit`` only those that have it.
    Windows without points are left out."""
    if not windows.starts:
        return {}
    start, end = windows.starts[0], windows.starts[-1] + windows.period
    found = find(metric)
    points = found.between(start, end) if isinstance(found, Series) else list(found)
    by_window: dict[float, list[Point]] = {}
    for point in points:
        if start <= point["Timestamp"] < end and unit in (None, point["Unit"]):
            window = start + (point["Timestamp"] - start) // windows.period * windows.period
            by_window.setdefault(window, []).append(point)
    return dict(sorted(by_window.items()))


def datapoints(metric_stat: Mapping[str, Any], windows: Windows) -> dict[float, Datapoint]:
    """Return the values of a ``MetricStat`` by window; its own period is not looked at."""
    from ministack.services import cloudwatch

    found: dict[float, Datapoint] = {}
    for start, points in points_by_window(metric_stat["Metric"], windows, metric_stat.get("Unit")).items():
        statistics = cloudwatch._calc_stats(points)
        value = cloudwatch._stat_value(statistics, metric_stat["Stat"], points)
        if value is not None:
            found[start] = Datapoint(start, value, statistics["SampleCount"])
    return found


def evaluate(queries: Iterable[Mapping[str, Any]], identifier: str, windows: Windows) -> TimeSeries:
    """Return the values of the query ``identifier`` among ``queries`` (``MetricDataQuery``), a metric or an expression.

    Raises :class:`MathError`.
    """
    metrics: dict[str, TimeSeries] = {}
    expressions: dict[str, str] = {}
    for query in queries:
        if "MetricStat" not in query:
            expressions[query["Id"]] = query.get("Expression", "")
        elif is_statistic(query["MetricStat"]["Stat"]):
            read = datapoints(query["MetricStat"], windows)
            metrics[query["Id"]] = {start: point.value for start, point in read.items()}
        else:
            raise MathError(f"the statistic of {query['Id']} is not supported")
    return Expressions(metrics, expressions, windows).series(identifier)
