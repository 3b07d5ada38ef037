"""Alarms beyond AWS's limits are refused, over both protocols that are in use."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.alarms import put_alarm
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.wire import plain, query

pytestmark = pytest.mark.patch("cloudwatch_alarm_limits")


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"Period": 60, "EvaluationPeriods": 1441}, "more than a day"),
        ({"DatapointsToAlarm": 2}, "DatapointsToAlarm must be less than or equal to EvaluationPeriods"),
        ({"AlarmActions": ["arn:aws:sns:eu-west-1:000000000000:t"] * 6}, "1 validation error detected"),
    ],
)
def test_an_alarm_beyond_the_limits_is_refused(stack: Stack, changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ClientError, match=complaint) as raised:
        put_alarm(stack, unique("Shop"), **changes)
    assert raised.value.response["Error"]["Code"] == "ValidationError"


def test_the_query_protocol_refuses_it_too(stack: Stack) -> None:
    response = plain(
        query(
            stack,
            "PutMetricAlarm",
            AlarmName=unique("alarm"),
            Namespace="Shop",
            MetricName="Errors",
            Statistic="Sum",
            Period="3600",
            EvaluationPeriods="169",
            Threshold="1",
            ComparisonOperator="GreaterThanThreshold",
        )
    )
    assert "more than a week" in response["Error"]["Message"]


@pytest.mark.parametrize(
    ("members", "complaint"),
    [
        ({"AlarmRule": " OR ".join(f"ALARM(child-{n})" for n in range(101))}, "at most 100 children"),
        ({"AlarmRule": f"ALARM({'a' * 10_240})"}, "1 validation error detected"),
        ({"ActionsSuppressor": "nobody"}, "WaitPeriod"),
        (
            {
                "ActionsSuppressor": "nobody",
                "ActionsSuppressorWaitPeriod": 0,
                "ActionsSuppressorExtensionPeriod": 0,
            },
            "does not exist",
        ),
    ],
)
def test_a_composite_alarm_beyond_the_limits_is_refused(stack: Stack, members: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ClientError, match=complaint):
        stack.client("cloudwatch").put_composite_alarm(
            AlarmName=unique("composite"), **{"AlarmRule": "TRUE", **members}
        )
