"""A subscription's filter policy can be taken away again."""

import pytest

from local.stack import Stack
from tests.support.local.patches.topics import create_queue, create_topic, messages, subscribe

pytestmark = pytest.mark.patch("sns_filter_policy_removal")


@pytest.mark.parametrize("empty", ["{}", "{ }"])
def test_an_empty_filter_policy_removes_the_one_that_was_set(stack: Stack, empty: str) -> None:
    topic = create_topic(stack)
    url, arn = create_queue(stack, topic)
    client = stack.client("sns")
    subscription = subscribe(stack, topic, arn, FilterPolicy='{"kind": ["tea"]}', RawMessageDelivery="true")
    client.publish(TopicArn=topic, Message="filtered")
    client.set_subscription_attributes(SubscriptionArn=subscription, AttributeName="FilterPolicy", AttributeValue=empty)
    client.publish(TopicArn=topic, Message="of no kind")

    assert "FilterPolicy" not in client.get_subscription_attributes(SubscriptionArn=subscription)["Attributes"]
    assert [message["Body"] for message in messages(stack, url, 1)] == ["of no kind"]
