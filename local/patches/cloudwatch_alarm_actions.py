"""Send the documented message when an alarm changes its state, and note the action in the alarm's history.

The gap: ministack's message lacks the ARN, the actions, the datapoints to alarm and how missing data is treated,
names statistics and dimensions otherwise, and tells nothing of a composite alarm. Actions other than SNS topics are
still not carried out: the log says so.

Source: "Notifying users on alarm changes", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html

Needed by: module.monitoring.aws_cloudwatch_metric_alarm.this (alarm_actions, ok_actions).
"""

import json
import logging
import time
from typing import Any

from local.cloudwatch import alarm_message
from local.cloudwatch.alarm_state import ALARM, INSUFFICIENT_DATA, OK

ACTIONS = {ALARM: "AlarmActions", OK: "OKActions", INSUFFICIENT_DATA: "InsufficientDataActions"}

logger = logging.getLogger(__name__)


def apply() -> None:
    """Replace how ministack carries out an alarm's actions."""
    from ministack.services import cloudwatch

    cloudwatch._dispatch_alarm_actions = _dispatch


def _dispatch(alarm: dict[str, Any], old_state: str, new_state: str, _reason: str) -> None:
    from ministack.core.responses import get_account_id, get_region, new_uuid
    from ministack.services import cloudwatch, sns

    if not alarm.get("ActionsEnabled", True):
        return
    subject = alarm_message.subject(alarm, new_state, get_region())
    message = alarm_message.message(alarm, old_state, get_account_id(), get_region())
    for action in alarm.get(ACTIONS[new_state]) or []:
        if cloudwatch._is_sns_action_arn(action) and sns._topic_by_arn_any_scope(action):
            sns._fanout(action, new_uuid(), message, subject)
            _note(alarm, action, f"Successfully executed action {action}", "Succeeded")
        else:
            logger.warning("alarm %s: action %s is not a topic that exists", alarm["AlarmName"], action)
            _note(alarm, action, f"Failed to execute action {action}", "Failed")


def _note(alarm: dict[str, Any], action: str, summary: str, state: str) -> None:
    from ministack.services import cloudwatch

    cloudwatch._history_entries().append(
        {
            "AlarmName": alarm["AlarmName"],
            "AlarmType": "CompositeAlarm" if "AlarmRule" in alarm else "MetricAlarm",
            "Timestamp": cloudwatch._ts_iso(time.time()),
            "HistoryItemType": "Action",
            "HistorySummary": summary,
            "HistoryData": json.dumps({"actionState": state, "notificationResource": action}),
        }
    )
