"""Reach the metrics that ministack keeps, whether or not they are kept as :class:`local.cloudwatch.series.Series`."""

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from local.cloudwatch.alarm_state import Datapoint
from local.cloudwatch.datum import HIGH_RESOLUTION, Datum
from local.cloudwatch.distribution import Distribution, is_statistic
from local.cloudwatch.metric_functions import TimeSeries, Windows
from local.cloudwatch.metric_math import Expressions, MathError
from local.cloudwatch.series import Series


@functools.cache
def service_model() -> Any:
    """Return botocore's model of CloudWatch."""
    from botocore.loaders import Loader
    from botocore.model import ServiceModel

    return ServiceModel(Loader().load_service_model("cloudwatch", "service-2"), "cloudwatch")


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


def replace(datum: Datum) -> None:
    """Let the one value of ``datum`` stand for its minute in the current account and region, whatever did before."""
    from ministack.services import cloudwatch

    series = cloudwatch._metric_bucket((datum.namespace, datum.name, cloudwatch._dims_key(datum.dimensions)))
    (value,) = datum.values
    series.replace({"Timestamp": datum.timestamp, "Value": value, "Unit": datum.unit, "Dimensions": datum.dimensions})


def find(metric: Mapping[str, Any]) -> Any:
    """Return the points of the one metric with exactly the ``Namespace``, ``MetricName`` and ``Dimensions`` of
    ``metric``; empty when there is none."""
    from ministack.services import cloudwatch

    dimensions = cloudwatch._dims_key(cloudwatch._dims_from_list(metric.get("Dimensions") or []))
    return cloudwatch._metrics.get((metric.get("Namespace"), metric.get("MetricName"), dimensions)) or ()


def observed(metric: Mapping[str, Any], windows: Windows, unit: str | None) -> dict[float, tuple[Distribution, str]]:
    """Return what a metric has by window, and its unit; with ``unit`` only what has it. Empty windows are left out."""
    found = find(metric)
    if not windows.starts or not found:
        return {}
    if not isinstance(found, Series):
        points, found = found, Series()
        for point in points:
            found.append({"StorageResolution": HIGH_RESOLUTION, **point})
    return found.by_window(windows.starts[0], windows.starts[-1] + windows.period, windows.period, unit, windows.since)


def datapoints(metric_stat: Mapping[str, Any], windows: Windows) -> dict[float, Datapoint]:
    """Return the values of a ``MetricStat`` by window; its own period is not looked at."""
    found = observed(metric_stat["Metric"], windows, metric_stat.get("Unit"))
    return {
        start: Datapoint(start, value, distribution.count)
        for start, (distribution, _unit) in found.items()
        if (value := distribution.statistic(metric_stat["Stat"])) is not None
    }


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
