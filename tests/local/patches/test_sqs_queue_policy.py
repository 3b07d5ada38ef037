"""A queue takes messages only from topics that its policy allows."""

import pytest

from local.stack import Stack
from tests.support.local.patches.topics import create_queue, create_topic, messages, subscribe

pytestmark = pytest.mark.patch("sqs_queue_policy")


@pytest.mark.parametrize("allowed", [None, "arn:aws:sns:eu-west-1:000000000000:another"])
def test_a_topic_that_the_policy_does_not_name_cannot_send(stack: Stack, allowed: str | None) -> None:
    topic = create_topic(stack)
    url, arn = create_queue(stack, allowed)
    own_url, own_arn = create_queue(stack, topic)
    for queue in (arn, own_arn):
        subscribe(stack, topic, queue)
    stack.client("sns").publish(TopicArn=topic, Message="hello")

    assert len(messages(stack, own_url, 1)) == 1
    assert messages(stack, url) == []
