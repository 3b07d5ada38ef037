"""Time passes faster for the alarms of a stack when it is told so."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.alarms import await_state, publish, put_alarm, state
from tests.support.local.patches.metrics import dimensions, statistics, unique

SERVICE = {"service": "till"}
SECONDS_PATIENCE = 20

SetPace = Callable[[object], Any]


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """A stack of its own: alarms forget what was before a change of pace, and other tests need that."""
    with Stack() as stack:
        yield stack


@pytest.fixture
def set_pace(stack: Stack) -> Iterator[SetPace]:
    """Call it with how many times as fast time is to pass until the test ends."""

    def change(times: object) -> Any:
        request = urllib.request.Request(
            f"{stack.endpoint}/_local/pace", json.dumps({"times": times}).encode(), method="PUT"
        )
        with urllib.request.urlopen(request, timeout=5) as response:
            return json.load(response)

    yield change
    change(1)


def test_an_alarm_on_minutes_rings_and_ends_within_seconds(stack: Stack, set_pace: SetPace) -> None:
    assert set_pace(30)["times"] == 30
    namespace = unique("Shop")
    name = put_alarm(stack, namespace, EvaluationPeriods=3, DatapointsToAlarm=2)
    publish(stack, namespace, 9.0, StorageResolution=60)
    assert state(stack, name) == "OK"  # one minute alone
    publish(stack, namespace, 9.0, StorageResolution=60, Timestamp=datetime.now(UTC) + timedelta(seconds=2))
    await_state(stack, name, "ALARM", SECONDS_PATIENCE)
    await_state(stack, name, "OK", SECONDS_PATIENCE)


def test_alarms_forget_what_was_before(stack: Stack, set_pace: SetPace) -> None:
    namespace = unique("Shop")
    name = put_alarm(stack, namespace)
    publish(stack, namespace, 9.0)
    assert state(stack, name) == "ALARM"
    set_pace(30)
    await_state(stack, name, "OK", SECONDS_PATIENCE)
    set_pace(1)
    await_state(stack, name, "OK", SECONDS_PATIENCE)


def test_a_change_of_pace_sets_off_no_alarm_on_missing_data(stack: Stack, set_pace: SetPace) -> None:
    namespace = unique("Shop")
    name = put_alarm(stack, namespace, TreatMissingData="breaching", ComparisonOperator="LessThanThreshold")
    stack.client("cloudwatch").set_alarm_state(AlarmName=name, StateValue="OK", StateReason="as it were")
    set_pace(1)
    publish(stack, namespace, 9.0)
    assert state(stack, name) == "OK"
    set_pace(30)
    await_state(stack, name, "ALARM", SECONDS_PATIENCE)  # since it has seen all its periods


def test_messages_grow_old_as_fast(stack: Stack, set_pace: SetPace) -> None:
    queue = unique("queue")
    sqs = stack.client("sqs")
    url = sqs.create_queue(QueueName=queue)["QueueUrl"]
    set_pace(30)
    name = put_alarm(
        stack,
        "AWS/SQS",
        MetricName="ApproximateAgeOfOldestMessage",
        Dimensions=dimensions({"QueueName": queue}),
        Statistic="Maximum",
        Threshold=120,
    )
    sqs.send_message(QueueUrl=url, MessageBody="waits")
    await_state(stack, name, "ALARM", SECONDS_PATIENCE)


def test_whoever_asks_for_metrics_gets_the_minutes_of_the_clock(stack: Stack, set_pace: SetPace) -> None:
    set_pace(30)
    namespace = unique("Shop")
    minute = datetime.fromtimestamp(time.time() // 60 * 60, UTC)
    for second in (0, 30, 59):
        publish(stack, namespace, 1.0, StorageResolution=60, Timestamp=minute + timedelta(seconds=second))
    assert statistics(stack, namespace, "Errors", SERVICE, period=60)["Sum"] == 3


@pytest.mark.parametrize("times", [0, 7, "30"])
def test_a_pace_that_cannot_be_is_refused(set_pace: SetPace, times: object) -> None:
    with pytest.raises(urllib.error.HTTPError) as raised:
        set_pace(times)
    assert raised.value.code == 400
    assert "whole number of seconds" in json.load(raised.value)["message"]
