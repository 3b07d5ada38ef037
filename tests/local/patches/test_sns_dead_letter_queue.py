"""What SNS cannot deliver reaches the subscription's dead-letter queue."""

import json

import pytest

from local.stack import Stack
from tests.support.local.patches.topics import create_queue, create_topic, dead_letter_policy, messages, subscribe

pytestmark = pytest.mark.patch("sns_dead_letter_queue")

NOBODY = "arn:aws:{service}:eu-west-1:000000000000:{name}"


@pytest.mark.parametrize(("raw", "expected"), [("true", "hello"), ("false", None)])
def test_a_message_for_a_queue_that_is_gone(stack: Stack, raw: str, expected: str | None) -> None:
    topic = create_topic(stack)
    url, arn = create_queue(stack, topic)
    gone = NOBODY.format(service="sqs", name="gone")
    subscribe(stack, topic, gone, RawMessageDelivery=raw, RedrivePolicy=dead_letter_policy(arn))
    attributes = {"kind": {"DataType": "String", "StringValue": "tea"}}
    stack.client("sns").publish(TopicArn=topic, Message="hello", MessageAttributes=attributes)

    (message,) = messages(stack, url, 1)
    if expected is None:
        assert json.loads(message["Body"])["Message"] == "hello"
    else:
        assert message["Body"] == expected
        assert message["MessageAttributes"]["kind"]["StringValue"] == "tea"


def test_a_message_for_a_function_that_is_gone(stack: Stack) -> None:
    topic = create_topic(stack)
    url, arn = create_queue(stack, topic)
    gone = NOBODY.format(service="lambda", name="function:gone")
    subscribe(stack, topic, gone, "lambda", RedrivePolicy=dead_letter_policy(arn))
    stack.client("sns").publish(TopicArn=topic, Message="hello")

    (message,) = messages(stack, url, 1)
    assert json.loads(message["Body"])["Message"] == "hello"
