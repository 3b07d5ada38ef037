"""An alarm that changes its state tells its topics."""

import json

import pytest

from local.stack import Stack
from tests.support.local.patches.alarms import history, put_alarm, receive, topic_with_inbox
from tests.support.local.patches.metrics import unique

pytestmark = pytest.mark.patch("cloudwatch_alarm_actions")


def test_the_message_describes_the_alarm_and_the_change(stack: Stack) -> None:
    cloudwatch, (topic, inbox) = stack.client("cloudwatch"), topic_with_inbox(stack)
    name = put_alarm(stack, unique("Shop"), AlarmActions=[topic], TreatMissingData="ignore", DatapointsToAlarm=1)
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a drill")
    notification = receive(stack, inbox)
    assert notification["Subject"] == f'ALARM: "{name}" in EU (Ireland)'
    message = json.loads(notification["Message"])
    assert message["AlarmArn"].endswith(f":alarm:{name}")
    assert (message["NewStateValue"], message["NewStateReason"]) == ("ALARM", "a drill")
    assert message["Trigger"]["Dimensions"] == [{"value": "till", "name": "service"}]
    assert message["Trigger"]["TreatMissingData"] == "ignore"


def test_the_message_of_a_composite_alarm_has_its_rule_and_the_children_that_triggered_it(stack: Stack) -> None:
    cloudwatch, (topic, inbox) = stack.client("cloudwatch"), topic_with_inbox(stack)
    child, name = put_alarm(stack, unique("Shop"), TreatMissingData="ignore"), unique("composite")
    cloudwatch.put_composite_alarm(AlarmName=name, AlarmRule=f"ALARM({child})", AlarmActions=[topic])
    cloudwatch.set_alarm_state(AlarmName=child, StateValue="ALARM", StateReason="a drill")
    message = json.loads(receive(stack, inbox)["Message"])
    assert message["AlarmRule"] == f"ALARM({child})"
    assert [triggering["Arn"].rpartition(":")[2] for triggering in message["TriggeringChildren"]] == [child]


def test_actions_are_in_the_history_whether_they_worked_or_not(stack: Stack) -> None:
    cloudwatch, (topic, _inbox) = stack.client("cloudwatch"), topic_with_inbox(stack)
    nowhere = f"{topic}-gone"
    name = put_alarm(stack, unique("Shop"), AlarmActions=[topic, nowhere], TreatMissingData="ignore")
    cloudwatch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="a drill")
    assert sorted(item["HistorySummary"] for item in history(stack, name, "Action")) == [
        f"Failed to execute action {nowhere}",
        f"Successfully executed action {topic}",
    ]
