"""Topics publish metrics."""

import json

import pytest

from local.stack import Stack
from tests.support.local.patches.metrics import statistics
from tests.support.local.patches.topics import create_queue, create_topic, dead_letter_policy, subscribe

pytestmark = pytest.mark.patch("sns_metrics")


def counted(stack: Stack, topic: str, metric: str) -> float:
    name = {"TopicName": topic.rpartition(":")[2]}
    return float(statistics(stack, "AWS/SNS", metric, name).get("Sum", 0))


def test_what_becomes_of_messages_is_counted(stack: Stack) -> None:
    topic = create_topic(stack)
    _, queue = create_queue(stack, topic)
    _, dead_letters = create_queue(stack, topic)
    _, other = create_queue(stack, topic)
    subscribe(stack, topic, queue)
    subscribe(stack, topic, f"{queue}-gone", RedrivePolicy=dead_letter_policy(dead_letters))
    subscribe(stack, topic, other, FilterPolicy=json.dumps({"kind": ["coffee"]}))
    sns = stack.client("sns")
    sns.publish(TopicArn=topic, Message="12345")
    sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[{"Id": "1", "Message": "123"}])

    metrics = {
        "NumberOfMessagesPublished": 2,
        "PublishSize": 8,
        "NumberOfNotificationsDelivered": 2,
        "NumberOfNotificationsFailed": 2,
        "NumberOfNotificationsRedrivenToDlq": 2,
        "NumberOfNotificationsFilteredOut": 2,
        "NumberOfNotificationsFailedToRedriveToDlq": 0,
    }
    assert {metric: counted(stack, topic, metric) for metric in metrics} == metrics
