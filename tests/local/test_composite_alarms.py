"""Composite alarms follow their rule, and tell their topics."""

import json

import pytest

from local.stack import Stack
from tests.support.local.patches.alarms import put_alarm, receive, state, topic_with_inbox
from tests.support.local.patches.metrics import unique


@pytest.fixture(scope="module")
def children(stack: Stack) -> dict[str, str]:
    """Alarms that stay in a state each: ``a`` and ``b`` in alarm, ``ok`` and ``none``, without data."""
    found = {}
    for name, wanted in (("a", "ALARM"), ("b", "ALARM"), ("ok", "OK"), ("none", "INSUFFICIENT_DATA")):
        found[name] = put_alarm(stack, unique("Shop"), TreatMissingData="ignore")
        stack.client("cloudwatch").set_alarm_state(AlarmName=found[name], StateValue=wanted, StateReason="a drill")
    return found


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("ALARM({a}) AND ALARM({b})", "ALARM"),
        ("ALARM({a}) AND ALARM({ok})", "OK"),
        ("ALARM({ok}) OR ALARM({b})", "ALARM"),
        ("NOT ALARM({a})", "OK"),
        ("OK({ok}) AND NOT (ALARM({ok}) OR OK({none}))", "ALARM"),
        ("INSUFFICIENT_DATA({none}) AND NOT ALARM({none})", "ALARM"),
        ("ALARM({a}) AND ALARM({none})", "OK"),
        ("AT_LEAST(2, ALARM, ({a}, {b}, {ok}))", "ALARM"),
        ("AT_LEAST(3, ALARM, ({a}, {b}, {ok}))", "OK"),
        ("AT_LEAST(50%, ALARM, ({a}, {b}, {ok}, {none}))", "ALARM"),
        ("AT_LEAST(75%, ALARM, ({a}, {b}, {ok}, {none}))", "OK"),
        ("FALSE OR ALARM({ok}) AND TRUE", "OK"),
    ],
)
def test_a_rule_combines_the_states_of_its_children(
    stack: Stack, children: dict[str, str], rule: str, expected: str
) -> None:
    name = unique("composite")
    stack.client("cloudwatch").put_composite_alarm(AlarmName=name, AlarmRule=rule.format(**children))
    assert state(stack, name) == expected


def test_both_ways_tell_their_topic(stack: Stack) -> None:
    cloudwatch, (topic, inbox), name = stack.client("cloudwatch"), topic_with_inbox(stack), unique("composite")
    child = put_alarm(stack, unique("Shop"), TreatMissingData="ignore")
    cloudwatch.put_composite_alarm(
        AlarmName=name, AlarmRule=f"ALARM({child})", AlarmActions=[topic], OKActions=[topic], ActionsEnabled=True
    )
    assert json.loads(receive(stack, inbox)["Message"])["NewStateValue"] == "OK", "a new alarm acts on its first state"
    for wanted in ("ALARM", "OK"):
        cloudwatch.set_alarm_state(AlarmName=child, StateValue=wanted, StateReason="a drill")
        message = json.loads(receive(stack, inbox)["Message"])
        assert (message["AlarmName"], message["NewStateValue"]) == (name, wanted)
