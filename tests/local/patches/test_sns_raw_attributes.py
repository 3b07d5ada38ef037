"""SNS discards what an SQS message cannot hold."""

import pytest

from local.stack import Stack
from tests.support.local.patches.topics import create_queue, create_topic, messages, subscribe

pytestmark = pytest.mark.patch("sns_raw_attributes")


def test_raw_delivery_takes_ten_attributes_at_most(stack: Stack) -> None:
    topic = create_topic(stack)
    url, arn = create_queue(stack, topic)
    subscribe(stack, topic, arn, RawMessageDelivery="true")
    for count in (11, 10):
        attributes = {f"a{number}": {"DataType": "String", "StringValue": "x"} for number in range(count)}
        stack.client("sns").publish(TopicArn=topic, Message=f"with {count}", MessageAttributes=attributes)

    assert [message["Body"] for message in messages(stack, url, 1)] == ["with 10"]
