"""Reach the metrics that ministack keeps, whether or not they are kept as :class:`local.cloudwatch.series.Series`."""

from collections.abc import Mapping
from typing import Any

from local.cloudwatch.datum import Datum
from local.cloudwatch.series import Point, Series


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


def find(namespace: str, name: str, dimensions: Mapping[str, str]) -> Any:
    """Return the points of the one metric with exactly these dimensions; empty when there is none."""
    from ministack.services import cloudwatch

    return cloudwatch._metrics.get((namespace, name, cloudwatch._dims_key(dict(dimensions)))) or ()


def between(points: Any, start: float, end: float) -> list[Point]:
    """Return the points with ``start <= Timestamp < end`` (epoch seconds)."""
    if isinstance(points, Series):
        return points.between(start, end)
    return [point for point in list(points) if start <= point["Timestamp"] < end]
