"""Queues publish how many messages wait, and for how long."""

import json
import time

import pytest

from local.stack import Stack
from tests.support.local.patches.alarms import await_state, put_alarm
from tests.support.local.patches.metrics import dimensions, statistics, unique
from tests.support.local.patches.polling import eventually

pytestmark = pytest.mark.patch("sqs_metrics")

VISIBLE, AGE = "ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"


def new_queue(stack: Stack, **attributes: str) -> tuple[str, str]:
    name = unique("queue")
    return name, stack.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def newest(stack: Stack, queue: str, metric: str) -> float | None:
    found = statistics(stack, "AWS/SQS", metric, {"QueueName": queue}, period=60)
    return None if not found else float(found["Maximum"])


def test_a_minute_has_one_value_which_follows_the_queue(stack: Stack, patience: float) -> None:
    name, url = new_queue(stack)
    sqs = stack.client("sqs")
    eventually(lambda: newest(stack, name, VISIBLE), lambda found: found == 0, patience)
    assert newest(stack, name, AGE) is None
    for body in ("a", "b"):
        sqs.send_message(QueueUrl=url, MessageBody=body)
    eventually(lambda: newest(stack, name, VISIBLE), lambda found: found == 2, patience)
    assert statistics(stack, "AWS/SQS", VISIBLE, {"QueueName": name}, period=60)["SampleCount"] == 1
    sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1)
    eventually(lambda: newest(stack, name, VISIBLE), lambda found: found == 1, patience)


def test_the_oldest_message_grows_old_while_nobody_deletes_it(stack: Stack, patience: float) -> None:
    name, url = new_queue(stack)
    stack.client("sqs").send_message(QueueUrl=url, MessageBody="a")
    eventually(lambda: newest(stack, name, AGE), lambda age: age is not None and 1 <= age < 10, patience)


def test_what_is_received_too_often_has_no_age(stack: Stack, patience: float) -> None:
    name, url = new_queue(stack)
    sqs = stack.client("sqs")
    sqs.send_message(QueueUrl=url, MessageBody="poison")
    eventually(lambda: newest(stack, name, AGE), lambda age: age is not None and age >= 1, patience)
    for _ in range(4):
        sqs.receive_message(QueueUrl=url, VisibilityTimeout=0)
    sqs.send_message(QueueUrl=url, MessageBody="new")
    eventually(lambda: newest(stack, name, AGE), lambda age: age == 0, patience)


def test_age_starts_anew_in_a_dead_letter_queue(stack: Stack, patience: float) -> None:
    sqs = stack.client("sqs")
    dead, dead_url = new_queue(stack)
    arn = sqs.get_queue_attributes(QueueUrl=dead_url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": 1})
    name, url = new_queue(stack, RedrivePolicy=policy)
    sqs.send_message(QueueUrl=url, MessageBody="a")
    eventually(lambda: newest(stack, name, AGE), lambda age: age is not None and age >= 2, patience)
    sqs.receive_message(QueueUrl=url, VisibilityTimeout=0)
    moved = time.time()
    assert "Messages" not in sqs.receive_message(QueueUrl=url)
    age = eventually(lambda: newest(stack, dead, AGE), lambda age: age is not None, patience)
    assert age is not None
    assert age <= time.time() - moved


def test_an_alarm_on_dead_letters_rings_and_ends(stack: Stack, patience: float) -> None:
    name, url = new_queue(stack)
    alarm = put_alarm(
        stack,
        "AWS/SQS",
        MetricName=VISIBLE,
        Dimensions=dimensions({"QueueName": name}),
        Statistic="Maximum",
        Threshold=0.0,
    )
    sqs = stack.client("sqs")
    sqs.send_message(QueueUrl=url, MessageBody="a")
    await_state(stack, alarm, "ALARM", patience)
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    # within the same minute, as the value of the minute follows the queue
    eventually(lambda: newest(stack, name, VISIBLE), lambda found: found == 0, patience)
