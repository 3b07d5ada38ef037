"""API Gateway publishes metrics."""

from datetime import UTC, datetime, timedelta

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import RestApi

pytestmark = pytest.mark.patch("apigateway_metrics")


def total(stack: Stack, metric: str, statistic: str = "Sum", **dimensions: str) -> float:
    now = datetime.now(UTC)
    points = stack.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/ApiGateway",
        MetricName=metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        StartTime=now - timedelta(minutes=10),
        EndTime=now + timedelta(minutes=10),
        Period=3600,
        Statistics=[statistic],
    )["Datapoints"]
    return float(sum(point[statistic] for point in points))


def failing_api(stack: Stack) -> RestApi:
    api = RestApi(stack)
    api.function("def handler(event, context):\n    return {'statusCode': int(event['body']), 'body': ''}\n")
    api.deploy()
    return api


def test_requests_and_errors_are_counted_by_api_and_by_stage(stack: Stack) -> None:
    api = failing_api(stack)
    for status in ("200", "404", "503", "503"):
        api.call(status)

    for dimensions in ({"ApiName": api.name}, {"ApiName": api.name, "Stage": "v1"}):
        counted = [total(stack, metric, **dimensions) for metric in ("Count", "4XXError", "5XXError")]
        assert counted == [4, 1, 2]


def test_the_average_of_an_error_metric_is_the_error_rate(stack: Stack) -> None:
    api = failing_api(stack)
    for status in ("200", "503"):
        api.call(status)

    assert total(stack, "5XXError", "Average", ApiName=api.name, Stage="v1") == 0.5


def test_latencies_are_measured_where_an_integration_ran(stack: Stack) -> None:
    api = failing_api(stack)
    api.call("200")
    api.call(path="nowhere")

    stage = {"ApiName": api.name, "Stage": "v1"}
    assert total(stack, "Latency", "SampleCount", **stage) == 2
    assert total(stack, "IntegrationLatency", "SampleCount", **stage) == 1
    assert total(stack, "IntegrationLatency", **stage) <= total(stack, "Latency", **stage)


def test_detailed_metrics_add_the_resource_and_the_method(stack: Stack) -> None:
    api = failing_api(stack)
    method = {"ApiName": api.name, "Stage": "v1", "Resource": "/things", "Method": "POST"}
    api.call("200")
    without = total(stack, "Count", **method)
    api.update_stage(**{"*/*/metrics/enabled": "true"})
    api.call("200")

    assert (without, total(stack, "Count", **method)) == (0, 1)
