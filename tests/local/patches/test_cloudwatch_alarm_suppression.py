"""An alarm suppresses the actions of a composite alarm."""

import pytest

from local.stack import Stack
from tests.support.local.patches.alarms import describe, history, put_alarm, topic_with_inbox
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.polling import eventually

pytestmark = pytest.mark.patch("cloudwatch_alarm_suppression")


class Suppressed:
    """A composite alarm of one child, with a suppressor."""

    def __init__(self, stack: Stack, wait: int, extension: int) -> None:
        self.stack, self.cloudwatch = stack, stack.client("cloudwatch")
        self.child = put_alarm(stack, unique("Shop"), TreatMissingData="ignore")
        self.suppressor = put_alarm(stack, unique("Shop"), TreatMissingData="ignore")
        self.name = unique("composite")
        for alarm in (self.child, self.suppressor):
            self.set(alarm, "OK")
        topic, _inbox = topic_with_inbox(stack)
        self.cloudwatch.put_composite_alarm(
            AlarmName=self.name,
            AlarmRule=f"ALARM({self.child})",
            AlarmActions=[topic],
            ActionsSuppressor=self.suppressor,
            ActionsSuppressorWaitPeriod=wait,
            ActionsSuppressorExtensionPeriod=extension,
        )

    def set(self, alarm: str, state: str) -> None:
        self.cloudwatch.set_alarm_state(AlarmName=alarm, StateValue=state, StateReason="a drill")

    def held_by(self) -> str | None:
        return describe(self.stack, self.name).get("ActionsSuppressedBy")

    def actions(self) -> int:
        return len(history(self.stack, self.name, "Action"))


def test_a_suppressor_in_alarm_holds_actions_back_until_it_is_over(stack: Stack, patience: float) -> None:
    alarm = Suppressed(stack, wait=0, extension=0)
    alarm.set(alarm.suppressor, "ALARM")
    alarm.set(alarm.child, "ALARM")
    assert (alarm.held_by(), alarm.actions()) == ("Alarm", 0)
    alarm.set(alarm.suppressor, "OK")
    eventually(alarm.actions, lambda actions: actions == 1, patience)
    assert alarm.held_by() is None


def test_actions_wait_for_a_suppressor_that_may_go_off(stack: Stack, patience: float) -> None:
    alarm = Suppressed(stack, wait=1, extension=0)
    alarm.set(alarm.child, "ALARM")
    assert (alarm.held_by(), alarm.actions()) == ("WaitPeriod", 0)
    eventually(alarm.actions, lambda actions: actions == 1, patience)


def test_what_is_over_before_the_suppression_is_tells_nobody(stack: Stack, patience: float) -> None:
    alarm = Suppressed(stack, wait=1, extension=0)
    alarm.set(alarm.child, "ALARM")
    alarm.set(alarm.child, "OK")
    assert alarm.held_by() == "WaitPeriod"
    eventually(alarm.held_by, lambda held: held is None, patience)
    assert alarm.actions() == 0
