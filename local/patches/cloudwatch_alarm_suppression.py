"""Hold back the actions of a composite alarm while another alarm suppresses them.

The gap: ministack forgets ``ActionsSuppressor`` and takes actions all the same. On AWS a composite alarm waits for its
suppressor to go off, takes no actions while that is in alarm and for a while after, and then those for the state that
it has; DescribeAlarms says what holds them back. :mod:`local.cloudwatch.suppression` decides.

Source: "Suppressing composite alarm actions", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html

Needed by: nothing at present.
"""

import time
from typing import Any

from local.cloudwatch.suppression import Suppression
from local.patches import _clock

SECONDS_BETWEEN_LOOKS = 0.5
MEMBERS = ("ActionsSuppressedBy", "ActionsSuppressedReason")

# Alarm ARN → what holds its actions back; all that happens here happens on the event loop.
_held: dict[str, Suppression] = {}


def apply() -> None:
    """Stand between a composite alarm and its actions."""
    from ministack.services import cloudwatch

    act = cloudwatch._dispatch_alarm_actions

    def act_unless_suppressed(alarm: dict[str, Any], old_state: str, new_state: str, reason: str) -> None:
        if not alarm.get("ActionsSuppressor"):
            act(alarm, old_state, new_state, reason)
            return
        wait = alarm["ActionsSuppressorWaitPeriod"]
        _held.setdefault(alarm["AlarmArn"], Suppression.after_change(old_state, wait, time.time()))
        _go_on(alarm, act)

    cloudwatch._dispatch_alarm_actions = act_unless_suppressed
    _clock.start("releasing actions", lambda: None, lambda _nothing: _go_on_everywhere(act), SECONDS_BETWEEN_LOOKS)


def _go_on_everywhere(act: Any) -> None:
    from ministack.core.responses import request_scope
    from ministack.services import cloudwatch

    if not _held:
        return
    alarms = {alarm["AlarmArn"]: (key, alarm) for key, alarm in cloudwatch._composite_alarms.all_items()}
    for arn in list(_held):
        if arn in alarms:
            (account, region, _name), alarm = alarms[arn]
            with request_scope(account, region):
                _go_on(alarm, act)
        else:
            del _held[arn]


def _go_on(alarm: dict[str, Any], act: Any) -> None:
    from ministack.services import cloudwatch

    before = _held.pop(alarm["AlarmArn"])
    suppressor = cloudwatch._rule_alarm_state(alarm["ActionsSuppressor"])
    now_held = before.at(time.time(), suppressor, alarm["ActionsSuppressorExtensionPeriod"])
    if now_held is not None:
        _held[alarm["AlarmArn"]] = now_held
        alarm |= dict(zip(MEMBERS, (now_held.by, f"Actions suppressed by {now_held.by}"), strict=True))
        return
    for member in MEMBERS:
        alarm.pop(member, None)
    if alarm["StateValue"] != before.last_state:
        act(alarm, before.last_state, alarm["StateValue"], alarm["StateReason"])
