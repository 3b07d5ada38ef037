"""What a filter policy lets through, for the tests of SNS's patches."""

import json
from typing import Any

from local.stack import Stack
from tests.support.local.patches.topics import create_queue, create_topic, messages, subscribe

END = "the last message"


def let_through(stack: Stack, policy: Any, sent: list[dict[str, Any]], **attributes: str) -> list[str]:
    """Publish messages, each given as the arguments of ``publish``, and return the bodies of those that arrive.

    One more that nobody filters is published behind them: what comes before it has arrived by then.
    """
    topic = create_topic(stack)
    url, arn = create_queue(stack, topic)
    plain = {"FilterPolicy": json.dumps(policy), "RawMessageDelivery": "true", **attributes}
    subscription = subscribe(stack, topic, arn, **plain)
    client = stack.client("sns")
    for each in sent:
        client.publish(TopicArn=topic, **each)
    client.set_subscription_attributes(SubscriptionArn=subscription, AttributeName="FilterPolicy", AttributeValue="{}")
    client.publish(TopicArn=topic, Message=END)
    arrived = [message["Body"] for message in messages(stack, url, 1)]
    assert arrived.pop() == END
    return arrived
