"""What CloudWatch has of a deployment's own metrics and alarms."""

from datetime import UTC, datetime, timedelta

from tests.support.target import Target


def counted(target: Target, metric: str, service: str, since: datetime) -> float:
    """Return the sum of a service's metric from ``since`` to now."""
    datapoints = target.client("cloudwatch").get_metric_statistics(
        Namespace=target.outputs["metrics_namespace"],
        MetricName=metric,
        Dimensions=[
            {"Name": "environment", "Value": target.outputs["environment"]},
            {"Name": "service", "Value": service},
        ],
        StartTime=since,
        EndTime=datetime.now(UTC) + timedelta(minutes=1),
        Period=60,
        Statistics=["Sum"],
    )["Datapoints"]
    return float(sum(point["Sum"] for point in datapoints))
