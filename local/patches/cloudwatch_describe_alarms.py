"""Describe an alarm with exactly the members it was put with.

The gap: ministack forgets an alarm's metric math, its handling of percentiles with few samples and who suppresses the
actions of a composite alarm, and makes up a statistic, a period and empty texts, so Terraform sees differences that
nobody made. It also notes the creation as a change of state.

Source: PutMetricAlarm, PutCompositeAlarm and MetricAlarm, Amazon CloudWatch API Reference,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html

Needed by: module.monitoring.aws_cloudwatch_metric_alarm.this (a second plan finds no change).
"""

import json
import time
from collections.abc import Callable
from typing import Any

LISTS = ("OKActions", "AlarmActions", "InsufficientDataActions")

# Members that the state of an alarm has; an update of the configuration leaves them as they are.
STATE = (
    "StateValue",
    "StateReason",
    "StateReasonData",
    "StateUpdatedTimestamp",
    "StateTransitionedTimestamp",
    "ActionsSuppressedBy",
    "ActionsSuppressedReason",
)
NOT_STORED = ("Tags",)


def apply() -> None:
    """Keep what PutMetricAlarm and PutCompositeAlarm configure, and note it in the alarm's history."""
    from ministack.services import cloudwatch

    cloudwatch._put_metric_alarm = _keeping_members(
        cloudwatch, cloudwatch._put_metric_alarm, cloudwatch._alarms, {"Dimensions": []}, "MetricAlarm"
    )
    cloudwatch._put_composite_alarm = _keeping_members(
        cloudwatch, cloudwatch._put_composite_alarm, cloudwatch._composite_alarms, {}, "CompositeAlarm"
    )


def _keeping_members(
    cloudwatch: Any, put: Callable[..., Any], alarms: Any, defaults: dict[str, Any], alarm_type: str
) -> Callable[..., Any]:
    def put_alarm(params: Any, request: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Any:
        if not (is_cbor or is_json):
            return put(params, request, is_cbor, is_json)
        name = request.get("AlarmName", "")
        existed = name in alarms
        seen = len(cloudwatch._history_entries())
        response = put(params, request, is_cbor, is_json)
        if response[0] >= 400:
            return response

        alarm = alarms[name]
        configured = {
            **{member: [] for member in LISTS},
            **defaults,
            "ActionsEnabled": True,
            **{member: value for member, value in request.items() if member not in NOT_STORED},
        }
        kept = {member: alarm[member] for member in (*STATE, "AlarmArn") if member in alarm}
        alarm.clear()
        alarm.update(configured | kept, AlarmConfigurationUpdatedTimestamp=time.time())
        entries = cloudwatch._history_entries()
        # ministack's own note of a creation claims a change of state
        entries[seen:] = [entry for entry in entries[seen:] if not _is_creation(entry)]
        entries.append(_configuration_update(cloudwatch, alarm, alarm_type, "updated" if existed else "created"))
        return response

    return put_alarm


def _is_creation(entry: dict[str, Any]) -> bool:
    return bool(entry["HistorySummary"] == "Alarm updated from INSUFFICIENT_DATA to INSUFFICIENT_DATA")


def _configuration_update(cloudwatch: Any, alarm: dict[str, Any], alarm_type: str, verb: str) -> dict[str, Any]:
    return {
        "AlarmName": alarm["AlarmName"],
        "AlarmType": alarm_type,
        "Timestamp": cloudwatch._ts_iso(time.time()),
        "HistoryItemType": "ConfigurationUpdate",
        "HistorySummary": f'Alarm "{alarm["AlarmName"]}" {verb}',
        "HistoryData": json.dumps({"version": "1.0", "type": "Update" if verb == "updated" else "Create"}),
    }
