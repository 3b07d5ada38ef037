"""Metrics are read one by one, window by window."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.metrics import dimensions, statistics, unique
from tests.support.local.patches.wire import cbor

pytestmark = pytest.mark.patch("cloudwatch_metric_queries")

MINUTE = datetime.fromtimestamp(time.time() // 60 * 60 - 600, UTC)


def publish(stack: Stack, namespace: str, name: str, value: float, minute: int = 0, **members: Any) -> None:
    datum = {"MetricName": name, "Value": value, "Timestamp": MINUTE + timedelta(minutes=minute)}
    stack.client("cloudwatch").put_metric_data(Namespace=namespace, MetricData=[datum | members])


def metric(namespace: str, name: str, stat: str = "Sum", **members: Any) -> dict[str, Any]:
    metric_stat = {"Metric": {"Namespace": namespace, "MetricName": name}, "Period": 60, "Stat": stat}
    return {"Id": name.lower(), "MetricStat": metric_stat, **members}


def get(stack: Stack, *queries: dict[str, Any], **members: Any) -> dict[str, list[float]]:
    response = stack.client("cloudwatch").get_metric_data(
        MetricDataQueries=list(queries),
        **{"StartTime": MINUTE, "EndTime": MINUTE + timedelta(minutes=5), "ScanBy": "TimestampAscending", **members},
    )
    return {result["Id"]: result["Values"] for result in response["MetricDataResults"]}


def test_a_metric_without_dimensions_is_one_of_its_own(stack: Stack) -> None:
    namespace = unique("Shop")
    publish(stack, namespace, "Sales", 1)
    publish(stack, namespace, "Sales", 5, Dimensions=dimensions({"service": "till"}))
    assert statistics(stack, namespace, "Sales")["Sum"] == 1
    assert get(stack, metric(namespace, "Sales")) == {"sales": [1]}


def test_the_newest_value_comes_first_unless_asked_otherwise(stack: Stack) -> None:
    namespace = unique("Shop")
    for minute in range(3):
        publish(stack, namespace, "Sales", minute, minute)
    assert get(stack, metric(namespace, "Sales"), ScanBy="TimestampDescending") == {"sales": [2, 1, 0]}
    assert get(stack, metric(namespace, "Sales")) == {"sales": [0, 1, 2]}


def test_windows_start_with_the_minute_of_the_start_time(stack: Stack) -> None:
    cloudwatch, namespace = stack.client("cloudwatch"), unique("Shop")
    for minute in range(4):
        publish(stack, namespace, "Sales", 1, minute)
    (point,) = cloudwatch.get_metric_statistics(
        Namespace=namespace,
        MetricName="Sales",
        StartTime=MINUTE + timedelta(seconds=70),
        EndTime=MINUTE + timedelta(minutes=4),
        Period=86400,
        Statistics=["Sum"],
    )["Datapoints"]
    assert (point["Timestamp"], point["Sum"]) == (MINUTE + timedelta(minutes=1), 3.0)


def test_only_values_of_the_unit_are_read(stack: Stack) -> None:
    cloudwatch, namespace = stack.client("cloudwatch"), unique("Shop")
    publish(stack, namespace, "Size", 7, Unit="Bytes")
    publish(stack, namespace, "Size", 1, Unit="Count")
    (point,) = cloudwatch.get_metric_statistics(
        Namespace=namespace,
        MetricName="Size",
        StartTime=MINUTE,
        EndTime=MINUTE + timedelta(minutes=1),
        Period=60,
        Statistics=["Sum", "SampleCount"],
        Unit="Bytes",
    )["Datapoints"]
    assert (point["Sum"], point["SampleCount"], point["Unit"]) == (7.0, 1.0, "Bytes")


def test_expressions_are_evaluated_on_the_other_queries(stack: Stack) -> None:
    namespace = unique("Shop")
    for minute, (errors, total) in enumerate([(1, 4), (3, 6), (0, 0)]):
        publish(stack, namespace, "Errors", errors, minute)
        publish(stack, namespace, "Total", total, minute)
    rate = {"Id": "rate", "Expression": "100 * errors / total"}
    inputs = [metric(namespace, name, ReturnData=False) for name in ("Errors", "Total")]
    found = get(stack, rate, *inputs)
    assert found == {"rate": [25.0, 50.0]}


def test_responses_in_cbor_have_times_as_times(stack: Stack) -> None:
    namespace = unique("Shop")
    publish(stack, namespace, "Sales", 1)
    publish(stack, namespace, "Sales", 5, Dimensions=dimensions({"service": "till"}))
    end = MINUTE + timedelta(minutes=5)
    response = cbor(
        stack, "GetMetricData", MetricDataQueries=[metric(namespace, "Sales")], StartTime=MINUTE, EndTime=end
    )
    (found,) = response["MetricDataResults"]
    assert (found["Timestamps"], found["Values"]) == ([MINUTE], [1.0])


@pytest.mark.parametrize("query", [{"Id": "e", "Expression": "nothing + 1"}, metric("Shop", "Sales", "TM(10%:90%)")])
def test_what_cannot_be_computed_is_refused(stack: Stack, query: dict[str, Any]) -> None:
    with pytest.raises(ClientError, match="ValidationError"):
        get(stack, query)
