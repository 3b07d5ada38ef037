"""What CloudWatch has of a deployment's own metrics and alarms."""

from datetime import UTC, datetime, timedelta

from tests.support.target import Target


def counted(target: Target, metric: str, service: str, since: datetime) -> float:
    """Return the sum of a service's metric from ``since`` to now."""
    return _total(target, metric, service, since, "Sum")


def samples(target: Target, metric: str, service: str, since: datetime) -> float:
    """Return how often a service wrote a metric from ``since`` to now."""
    return _total(target, metric, service, since, "SampleCount")


def _total(target: Target, metric: str, service: str, since: datetime, statistic: str) -> float:
    datapoints: list[dict[str, float]] = target.client("cloudwatch").get_metric_statistics(
        Namespace=target.outputs["metrics_namespace"],
        MetricName=metric,
        Dimensions=[
            {"Name": "environment", "Value": target.outputs["environment"]},
            {"Name": "service", "Value": service},
        ],
        StartTime=since,
        EndTime=datetime.now(UTC) + timedelta(minutes=1),
        Period=60,
        Statistics=[statistic],
    )["Datapoints"]
    return float(sum(point[statistic] for point in datapoints))
