"""Keep metrics at their resolution, within bounds, and without losing values to threads.

The gap: ministack keeps every value for two weeks with the second it was sent for, walks all of them on every request,
and while it does so loses what functions report from their threads. CloudWatch stores standard-resolution metrics by
the minute and high-resolution ones by the second, these for three hours, then by the minute.

Source: "Metrics retention" and "Resolution", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html

Needed by: monitoring/metrics.yaml (sums of minutes), tests/e2e/test_refused_writes.py.
"""

import time
from collections.abc import Callable
from typing import Any

from local.cloudwatch.datum import STANDARD_RESOLUTION
from local.cloudwatch.series import Point, Series

EXPIRY_INTERVAL_SECONDS = 60.0


def apply() -> None:
    """Keep every metric as a :class:`Series`."""
    from ministack.services import cloudwatch

    cloudwatch._metric_bucket = _series_of
    cloudwatch._evict_old_metrics = _expiry()
    cloudwatch._put_metric_data = _put_metric_data(cloudwatch)


def _series_of(key: tuple[str, str, str]) -> Series:
    from ministack.services import cloudwatch

    series: Series | None = cloudwatch._metrics.get(key)
    # setdefault is one step: two threads that meet a new metric get the same series
    return series if series is not None else cloudwatch._metrics.setdefault(key, Series())


def _expiry() -> Callable[[], None]:
    due = 0.0

    def expire_old_metrics() -> None:
        from ministack.services import cloudwatch

        nonlocal due
        now = time.time()
        if now >= due:
            due = now + EXPIRY_INTERVAL_SECONDS
            for series in cloudwatch._metrics.all_values():
                series.expire(now)

    return expire_old_metrics


def _put_metric_data(cloudwatch: Any) -> Any:
    from_query = cloudwatch._put_metric_data

    def put_metric_data(params: Any, request: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Any:
        if not (is_cbor or is_json):
            return from_query(params, request, is_cbor, is_json)
        now = time.time()
        for datum in request.get("MetricData", []):
            dimensions = cloudwatch._dims_from_list(datum.get("Dimensions") or [])
            key = (request.get("Namespace", ""), datum.get("MetricName", ""), cloudwatch._dims_key(dimensions))
            common = {
                "Timestamp": cloudwatch._parse_ts(datum.get("Timestamp")) or now,
                "Unit": datum.get("Unit", "None"),
                "Dimensions": dimensions,
                "StorageResolution": datum.get("StorageResolution", STANDARD_RESOLUTION),
            }
            series = _series_of(key)
            for observation in _observations(datum):
                series.append(common | observation)
        cloudwatch._evaluate_all_alarms()
        return cloudwatch._cbor_ok({}) if is_cbor else cloudwatch._json_ok({})

    return put_metric_data


def _observations(datum: dict[str, Any]) -> list[Point]:
    """Return what a MetricDatum reports: values with counts, a statistic set, or a single value."""
    if datum.get("Values") is not None:
        values = datum["Values"]
        counts = datum.get("Counts") or [1.0] * len(values)
        return [{"Value": float(value), "Count": float(count)} for value, count in zip(values, counts, strict=False)]
    if datum.get("StatisticValues") is not None:
        return [{"_stat": datum["StatisticValues"]}]
    return [{"Value": float(datum.get("Value") or 0)}]
