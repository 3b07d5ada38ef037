"""Alarms are described as they were put, in CBOR and in whatever boto3 speaks."""

from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.wire import cbor

pytestmark = pytest.mark.patch("cloudwatch_describe_alarms")

MATH: dict[str, Any] = {
    "EvaluationPeriods": 2,
    "Threshold": 0.5,
    "ComparisonOperator": "LessThanThreshold",
    "Metrics": [
        {"Id": "rate", "Expression": "errors * 2", "Label": "rate", "ReturnData": True},
        {
            "Id": "errors",
            "MetricStat": {
                "Metric": {
                    "Namespace": "Shop",
                    "MetricName": "Errors",
                    "Dimensions": [{"Name": "service", "Value": "till"}],
                },
                "Period": 60,
                "Stat": "p90",
            },
            "ReturnData": False,
        },
    ],
}
PERCENTILE: dict[str, Any] = {
    "Namespace": "Shop",
    "MetricName": "Latency",
    "ExtendedStatistic": "p99.9",
    "EvaluateLowSampleCountPercentile": "ignore",
    "Period": 30,
    "EvaluationPeriods": 3,
    "Threshold": 7.0,
    "ComparisonOperator": "GreaterThanOrEqualToThreshold",
}
DEFAULTS = {
    "ActionsEnabled": True,
    "OKActions": [],
    "AlarmActions": [],
    "InsufficientDataActions": [],
    "Dimensions": [],
}


def configuration(alarm: dict[str, Any]) -> dict[str, Any]:
    """Return the members of ``alarm`` that are neither its state nor made by the service."""
    return {
        name: value
        for name, value in alarm.items()
        if not name.startswith("State") and name not in ("AlarmArn", "AlarmConfigurationUpdatedTimestamp")
    }


@pytest.mark.parametrize("members", [MATH, PERCENTILE], ids=["metric math", "percentile"])
@pytest.mark.parametrize("protocol", ["cbor", "boto3"])
def test_a_metric_alarm_has_what_was_put_and_the_documented_defaults(
    stack: Stack, members: dict[str, Any], protocol: str
) -> None:
    cloudwatch, name = stack.client("cloudwatch"), unique("alarm")
    if protocol == "boto3":
        cloudwatch.put_metric_alarm(AlarmName=name, **members)
        response = cloudwatch.describe_alarms(AlarmNames=[name])
    else:
        cbor(stack, "PutMetricAlarm", AlarmName=name, **members)
        response = cbor(stack, "DescribeAlarms", AlarmNames=[name])
    assert configuration(response["MetricAlarms"][0]) == {"AlarmName": name, **DEFAULTS, **members}


def test_a_composite_alarm_keeps_what_suppresses_its_actions(stack: Stack) -> None:
    cloudwatch, name = stack.client("cloudwatch"), unique("alarm")
    maintenance = unique("alarm")
    cloudwatch.put_metric_alarm(AlarmName=maintenance, **MATH)
    suppression = {
        "ActionsSuppressor": maintenance,
        "ActionsSuppressorWaitPeriod": 60,
        "ActionsSuppressorExtensionPeriod": 120,
    }
    cloudwatch.put_composite_alarm(AlarmName=name, AlarmRule="FALSE", **suppression)
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=["CompositeAlarm"])["CompositeAlarms"]
    assert alarm.items() >= suppression.items()


def test_an_update_replaces_the_configuration_and_leaves_the_state(stack: Stack) -> None:
    cloudwatch, name = stack.client("cloudwatch"), unique("alarm")
    cloudwatch.put_metric_alarm(AlarmName=name, TreatMissingData="ignore", **PERCENTILE)
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="by hand")
    # Alarms are evaluated while this runs; what ignores missing data keeps its state then.
    cloudwatch.put_metric_alarm(AlarmName=name, AlarmDescription="new", TreatMissingData="ignore", **MATH)
    (alarm,) = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"]
    assert configuration(alarm) == {
        "AlarmName": name,
        "AlarmDescription": "new",
        "TreatMissingData": "ignore",
        **DEFAULTS,
        **MATH,
    }
    assert (alarm["StateValue"], alarm["StateReason"]) == ("ALARM", "by hand")


def test_creation_and_update_are_in_the_history_as_changes_of_configuration(stack: Stack) -> None:
    cloudwatch, name = stack.client("cloudwatch"), unique("alarm")
    for _ in range(2):
        cloudwatch.put_metric_alarm(AlarmName=name, **MATH)
    items = cloudwatch.describe_alarm_history(AlarmName=name, ScanBy="TimestampAscending")["AlarmHistoryItems"]
    assert [(item["HistoryItemType"], item["HistorySummary"]) for item in items] == [
        ("ConfigurationUpdate", f'Alarm "{name}" created'),
        ("ConfigurationUpdate", f'Alarm "{name}" updated'),
    ]
