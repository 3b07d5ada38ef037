"""Write what an alarm sends to an SNS topic.

Source: "Amazon SNS event destinations" and "Notifying users on alarm changes", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
"""

import functools
import json
from collections.abc import Mapping
from typing import Any

from local.cloudwatch.alarm_reason import timestamp

MAX_SUBJECT_LENGTH = 100
_ACTIONS = ("OKActions", "AlarmActions", "InsufficientDataActions")


@functools.cache
def region_name(region: str) -> str:
    """Return the name that messages give a region: ``EU (Ireland)`` for ``eu-west-1``."""
    from botocore.loaders import Loader

    partitions = Loader().load_data("endpoints")["partitions"]
    names = {code: found["description"] for partition in partitions for code, found in partition["regions"].items()}
    return str(names.get(region, region)).replace("Europe (", "EU (")


def subject(alarm: Mapping[str, Any], state: str, region: str) -> str:
    """Return the subject of the message."""
    return f'{state}: "{alarm["AlarmName"]}" in {region_name(region)}'[:MAX_SUBJECT_LENGTH]


def message(alarm: Mapping[str, Any], old_state: str, account: str, region: str) -> str:
    """Return the message on the change from ``old_state`` to the alarm's state, as JSON text."""
    body = {
        "AlarmName": alarm["AlarmName"],
        "AlarmDescription": alarm.get("AlarmDescription"),
        "AWSAccountId": account,
        "AlarmConfigurationUpdatedTimestamp": timestamp(alarm["AlarmConfigurationUpdatedTimestamp"]),
        "NewStateValue": alarm["StateValue"],
        "NewStateReason": alarm["StateReason"],
        "StateChangeTime": timestamp(alarm["StateUpdatedTimestamp"]),
        "Region": region_name(region),
        "AlarmArn": alarm["AlarmArn"],
        "OldStateValue": old_state,
        **{actions: alarm.get(actions, []) for actions in _ACTIONS},
    }
    return json.dumps(body | (_composite(alarm) if "AlarmRule" in alarm else {"Trigger": _trigger(alarm)}))


def _composite(alarm: Mapping[str, Any]) -> dict[str, Any]:
    triggering = json.loads(alarm.get("StateReasonData") or "{}").get("triggeringAlarms", [])
    return {
        "AlarmRule": alarm["AlarmRule"],
        "TriggeringChildren": [
            {
                "Arn": child["arn"],
                "State": {"Value": child["state"]["value"], "Timestamp": child["state"]["timestamp"]},
            }
            for child in triggering
        ],
    }


def _trigger(alarm: Mapping[str, Any]) -> dict[str, Any]:
    rule = {
        "EvaluationPeriods": alarm["EvaluationPeriods"],
        **({"DatapointsToAlarm": alarm["DatapointsToAlarm"]} if "DatapointsToAlarm" in alarm else {}),
        "ComparisonOperator": alarm["ComparisonOperator"],
        "Threshold": float(alarm["Threshold"]),
        "TreatMissingData": alarm.get("TreatMissingData") or "",
        "EvaluateLowSampleCountPercentile": alarm.get("EvaluateLowSampleCountPercentile") or "",
    }
    if alarm.get("Metrics"):
        return {**rule, "Metrics": alarm["Metrics"]}
    extended = alarm.get("ExtendedStatistic")
    statistic = (
        {"StatisticType": "ExtendedStatistic", "ExtendedStatistic": extended}
        if extended
        else {"StatisticType": "Statistic", "Statistic": alarm["Statistic"].upper()}
    )
    return {
        "MetricName": alarm["MetricName"],
        "Namespace": alarm["Namespace"],
        **statistic,
        "Unit": alarm.get("Unit"),
        "Dimensions": [
            {"value": dimension["Value"], "name": dimension["Name"]} for dimension in alarm.get("Dimensions", [])
        ],
        "Period": alarm["Period"],
        **rule,
    }
