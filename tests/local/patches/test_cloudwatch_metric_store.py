"""Metrics are kept at the resolution they were published with."""

import time
from datetime import UTC, datetime

import pytest

from local.stack import Stack
from tests.support.local.patches.metrics import unique

pytestmark = pytest.mark.patch("cloudwatch_metric_store")


def test_standard_metrics_are_kept_by_the_minute_and_high_resolution_metrics_by_the_second(stack: Stack) -> None:
    cloudwatch, namespace = stack.client("cloudwatch"), unique("Shop")
    minute = datetime.fromtimestamp(time.time() // 60 * 60 - 120, UTC)
    for second in (17, 43):
        published = {"Value": 1.0, "Timestamp": minute.replace(second=second)}
        cloudwatch.put_metric_data(
            Namespace=namespace,
            MetricData=[
                {"MetricName": "Standard", **published},
                {"MetricName": "High", "StorageResolution": 1, **published},
            ],
        )

    def seconds(name: str) -> set[int]:
        points = cloudwatch.get_metric_statistics(
            Namespace=namespace,
            MetricName=name,
            StartTime=minute,
            EndTime=minute.replace(second=59),
            Period=10,
            Statistics=["Sum"],
        )["Datapoints"]
        return {point["Timestamp"].second for point in points}

    assert seconds("High") == {10, 40}
    assert seconds("Standard") == {0}
