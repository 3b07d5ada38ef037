"""Turn log events into metrics by a metric filter.

Source: PutMetricFilter and MetricTransformation, Amazon CloudWatch Logs API Reference, and "Configuring metric values
for a metric filter", https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from local.cloudwatch.datum import Datum
from local.cloudwatch.filter_pattern import Resolve, compile_pattern
from local.cloudwatch.filter_pattern.condition import MISSING, as_number


def read_metrics(metric_filter: Mapping[str, Any], message: str, timestamp: float) -> list[Datum] | None:
    """Return the metrics of one event at ``timestamp`` (epoch seconds), or ``None`` when the event does not match."""
    resolve = compile_pattern(metric_filter["filterPattern"])(message)
    if resolve is None:
        return None
    transformations = metric_filter["metricTransformations"]
    return [datum for wanted in transformations for datum in _transform(wanted, resolve, timestamp)]


def default_metrics(metric_filter: Mapping[str, Any], timestamp: float) -> list[Datum]:
    """Return the metrics for a minute with log events of which none matched."""
    return [
        Datum(
            wanted["metricNamespace"],
            wanted["metricName"],
            (float(wanted["defaultValue"]),),
            timestamp,
            unit=wanted.get("unit", "None"),
        )
        for wanted in metric_filter["metricTransformations"]
        if wanted.get("defaultValue") is not None
    ]


def _transform(wanted: Mapping[str, Any], resolve: Resolve, timestamp: float) -> Iterator[Datum]:
    source = wanted["metricValue"]
    value = as_number(resolve(source) if source.startswith("$") else source)
    dimensions = {name: resolve(selector) for name, selector in (wanted.get("dimensions") or {}).items()}
    if value is None or any(found is MISSING or found in (None, "") for found in dimensions.values()):
        return
    yield Datum(
        wanted["metricNamespace"],
        wanted["metricName"],
        (value,),
        timestamp,
        {name: _text(found) for name, found in dimensions.items()},
        wanted.get("unit", "None"),
    )


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
