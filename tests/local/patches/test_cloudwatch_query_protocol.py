"""The Query protocol carries what the other protocols carry."""

from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.wire import plain, query

pytestmark = pytest.mark.patch("cloudwatch_query_protocol")

TOPIC = "arn:aws:sns:eu-west-1:000000000000:nobody"


def describe(stack: Stack, name: str, alarm_type: str = "MetricAlarm") -> dict[str, Any]:
    response = plain(query(stack, "DescribeAlarms", AlarmNames__member__1=name, AlarmTypes__member__1=alarm_type))
    (alarm,) = response["DescribeAlarmsResult"][f"{alarm_type}s"]
    return dict(alarm)


def test_a_metric_alarm_is_described_as_it_was_put(stack: Stack) -> None:
    name = unique("alarm")
    query(
        stack,
        "PutMetricAlarm",
        AlarmName=name,
        AlarmDescription='read <the> "book" & act',
        ActionsEnabled="false",
        AlarmActions__member__1=TOPIC,
        OKActions__member__1=TOPIC,
        InsufficientDataActions__member__1=TOPIC,
        Namespace="Shop",
        MetricName="Latency",
        ExtendedStatistic="p99",
        Dimensions__member__1__Name="service",
        Dimensions__member__1__Value="till",
        Dimensions__member__2__Name="environment",
        Dimensions__member__2__Value="local",
        Unit="Milliseconds",
        Period="10",
        EvaluationPeriods="3",
        DatapointsToAlarm="2",
        Threshold="1.5",
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching",
        EvaluateLowSampleCountPercentile="ignore",
    )
    alarm = describe(stack, name)
    for changing in ("StateValue", "StateReason", "StateReasonData", "StateUpdatedTimestamp"):
        alarm.pop(changing, None)
    assert alarm.pop("AlarmConfigurationUpdatedTimestamp").endswith("Z")
    alarm.pop("StateTransitionedTimestamp", None)
    assert alarm == {
        "AlarmName": name,
        "AlarmArn": f"arn:aws:cloudwatch:{stack.region}:000000000000:alarm:{name}",
        "AlarmDescription": 'read <the> "book" & act',
        "ActionsEnabled": "false",
        "AlarmActions": [TOPIC],
        "OKActions": [TOPIC],
        "InsufficientDataActions": [TOPIC],
        "Namespace": "Shop",
        "MetricName": "Latency",
        "ExtendedStatistic": "p99",
        "Dimensions": [{"Name": "service", "Value": "till"}, {"Name": "environment", "Value": "local"}],
        "Unit": "Milliseconds",
        "Period": "10",
        "EvaluationPeriods": "3",
        "DatapointsToAlarm": "2",
        "Threshold": "1.5",
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
        "EvaluateLowSampleCountPercentile": "ignore",
    }


def test_a_metric_math_alarm_keeps_its_queries(stack: Stack) -> None:
    name = unique("alarm")
    query(
        stack,
        "PutMetricAlarm",
        AlarmName=name,
        EvaluationPeriods="1",
        Threshold="0.1",
        ComparisonOperator="GreaterThanThreshold",
        Metrics__member__1__Id="rate",
        Metrics__member__1__Expression="errors / 2",
        Metrics__member__1__ReturnData="true",
        Metrics__member__2__Id="errors",
        Metrics__member__2__ReturnData="false",
        Metrics__member__2__MetricStat__Stat="Sum",
        Metrics__member__2__MetricStat__Period="60",
        Metrics__member__2__MetricStat__Metric__Namespace="Shop",
        Metrics__member__2__MetricStat__Metric__MetricName="Errors",
    )
    alarm = describe(stack, name)
    assert alarm["Metrics"] == [
        {"Id": "rate", "Expression": "errors / 2", "ReturnData": "true"},
        {
            "Id": "errors",
            "ReturnData": "false",
            "MetricStat": {"Metric": {"Namespace": "Shop", "MetricName": "Errors"}, "Period": "60", "Stat": "Sum"},
        },
    ]
    assert not {"MetricName", "Statistic", "Period"} & set(alarm)


def test_a_composite_alarm_is_described_with_its_actions(stack: Stack) -> None:
    name = unique("alarm")
    query(stack, "PutCompositeAlarm", AlarmName=name, AlarmRule="FALSE", OKActions__member__1=TOPIC)
    alarm = describe(stack, name, "CompositeAlarm")
    assert (alarm["AlarmRule"], alarm["OKActions"], alarm["ActionsEnabled"]) == ("FALSE", [TOPIC], "true")


def test_metrics_are_listed_by_dimension(stack: Stack) -> None:
    namespace = unique("Shop")
    for service in ("till", "door"):
        query(
            stack,
            "PutMetricData",
            Namespace=namespace,
            MetricData__member__1__MetricName="Sales",
            MetricData__member__1__Value="1",
            MetricData__member__1__Dimensions__member__1__Name="service",
            MetricData__member__1__Dimensions__member__1__Value=service,
        )
    response = query(
        stack,
        "ListMetrics",
        Namespace=namespace,
        Dimensions__member__1__Name="service",
        Dimensions__member__1__Value="door",
    )
    (metric,) = plain(response)["ListMetricsResult"]["Metrics"]
    assert metric["Dimensions"] == [{"Name": "service", "Value": "door"}]


def test_a_number_that_is_none_is_refused(stack: Stack) -> None:
    response = plain(query(stack, "DescribeAlarms", MaxRecords="many"))
    assert response["Error"]["Code"] == "MalformedInput"
