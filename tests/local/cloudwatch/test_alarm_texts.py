"""What an alarm says about itself: reasons, their data, and the message to a topic."""

import json
from typing import Any

from local.cloudwatch.alarm_message import message, subject
from local.cloudwatch.alarm_reason import state_reason, state_reason_data
from local.cloudwatch.alarm_state import ALARM, INSUFFICIENT_DATA, OK, Datapoint, Verdict

NOON = 1_767_268_800.0  # 2026-01-01T12:00:00Z


def alarm(**members: Any) -> dict[str, Any]:
    return {
        "AlarmName": "till-errors",
        "AlarmArn": "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:till-errors",
        "AlarmConfigurationUpdatedTimestamp": NOON - 60,
        "AlarmActions": ["arn:aws:sns:eu-west-1:000000000000:pager"],
        "Namespace": "Shop",
        "MetricName": "Errors",
        "Dimensions": [{"Name": "service", "Value": "till"}],
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "StateValue": ALARM,
        "StateReason": "because",
        "StateUpdatedTimestamp": NOON,
    } | members


def test_one_datapoint() -> None:
    verdict = Verdict(ALARM, (Datapoint(NOON, 3.0),), 0)
    assert state_reason(alarm(), verdict) == (
        "Threshold Crossed: 1 datapoint [3.0 (01/01/26 12:00:00)] was greater than or equal to the threshold (1.0)."
    )


def test_some_of_several_datapoints() -> None:
    verdict = Verdict(ALARM, (Datapoint(NOON + 120, 3.0), Datapoint(NOON + 60, 0.0), Datapoint(NOON, 2.0)), 0)
    assert state_reason(alarm(EvaluationPeriods=3, DatapointsToAlarm=2), verdict) == (
        "Threshold Crossed: 2 out of the last 3 datapoints [3.0 (01/01/26 12:02:00), 2.0 (01/01/26 12:00:00)] were "
        "greater than or equal to the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition)."
    )


def test_back_to_ok() -> None:
    verdict = Verdict(OK, (Datapoint(NOON, 0.0),), 0)
    assert state_reason(alarm(DatapointsToAlarm=1), verdict) == (
        "Threshold Crossed: 1 out of the last 1 datapoints [0.0 (01/01/26 12:00:00)] was not greater than or equal to "
        "the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition)."
    )


def test_missing_datapoints_that_were_filled_in() -> None:
    assert state_reason(alarm(), Verdict(OK, (), 1)) == (
        "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as "
        "[NonBreaching]."
    )


def test_unknown_datapoints() -> None:
    assert state_reason(alarm(), Verdict(INSUFFICIENT_DATA, (), 5)) == "Insufficient Data: 5 datapoints were unknown."


def test_reason_data_list_the_datapoints_oldest_first_and_their_samples_newest_first() -> None:
    verdict = Verdict(ALARM, (Datapoint(NOON, 3.0, 2.0), Datapoint(NOON - 60, 1.0)), 0)
    assert state_reason_data(alarm(Unit="Count"), verdict, 60, NOON + 0.5) == {
        "version": "1.0",
        "queryDate": "2026-01-01T12:00:00.500+0000",
        "startDate": "2026-01-01T11:59:00.000+0000",
        "unit": "Count",
        "statistic": "Sum",
        "period": 60,
        "recentDatapoints": [1.0, 3.0],
        "threshold": 1.0,
        "evaluatedDatapoints": [
            {"timestamp": "2026-01-01T12:00:00.000+0000", "sampleCount": 2.0, "value": 3.0},
            {"timestamp": "2026-01-01T11:59:00.000+0000", "sampleCount": 1.0, "value": 1.0},
        ],
    }


def test_reason_data_without_datapoints_name_the_periods_looked_at() -> None:
    data = state_reason_data(alarm(), Verdict(INSUFFICIENT_DATA, (), 1), 60, NOON + 30)
    assert "startDate" not in data
    assert [point["timestamp"][11:16] for point in data["evaluatedDatapoints"]] == ["11:59", "11:58", "11:57"]


def test_the_message_has_the_documented_members() -> None:
    assert json.loads(message(alarm(DatapointsToAlarm=1), OK, "000000000000", "eu-west-1")) == {
        "AlarmName": "till-errors",
        "AlarmDescription": None,
        "AWSAccountId": "000000000000",
        "AlarmConfigurationUpdatedTimestamp": "2026-01-01T11:59:00.000+0000",
        "NewStateValue": "ALARM",
        "NewStateReason": "because",
        "StateChangeTime": "2026-01-01T12:00:00.000+0000",
        "Region": "EU (Ireland)",
        "AlarmArn": "arn:aws:cloudwatch:eu-west-1:000000000000:alarm:till-errors",
        "OldStateValue": "OK",
        "OKActions": [],
        "AlarmActions": ["arn:aws:sns:eu-west-1:000000000000:pager"],
        "InsufficientDataActions": [],
        "Trigger": {
            "MetricName": "Errors",
            "Namespace": "Shop",
            "StatisticType": "Statistic",
            "Statistic": "SUM",
            "Unit": None,
            "Dimensions": [{"value": "till", "name": "service"}],
            "Period": 60,
            "EvaluationPeriods": 1,
            "DatapointsToAlarm": 1,
            "ComparisonOperator": "GreaterThanOrEqualToThreshold",
            "Threshold": 1.0,
            "TreatMissingData": "",
            "EvaluateLowSampleCountPercentile": "",
        },
    }


def test_the_message_of_a_composite_alarm_names_the_alarms_that_triggered_it() -> None:
    child = {"arn": "arn:child", "state": {"value": "ALARM", "timestamp": "2026-01-01T12:00:00.000+0000"}}
    composite = alarm(AlarmRule="ALARM(child)", StateReasonData=json.dumps({"triggeringAlarms": [child]}))
    body = json.loads(message(composite, OK, "000000000000", "eu-west-1"))
    assert body["TriggeringChildren"] == [
        {"Arn": "arn:child", "State": {"Value": "ALARM", "Timestamp": "2026-01-01T12:00:00.000+0000"}}
    ]
    assert "Trigger" not in body


def test_the_subject_fits_into_100_characters() -> None:
    assert subject(alarm(), ALARM, "eu-west-1") == 'ALARM: "till-errors" in EU (Ireland)'
    assert len(subject(alarm(AlarmName="x" * 200), ALARM, "eu-west-1")) == 100
