"""What a topic may do with a queue whose policy allows it: this works with the patch of queue policies as without."""

import json

from local.stack import Stack
from tests.support.local.patches.topics import create_queue, create_topic, messages, subscribe


def test_a_topic_sends_over_tls_so_a_policy_against_plain_http_does_not_stop_it(stack: Stack) -> None:
    topic = create_topic(stack)
    url, arn = create_queue(stack, topic)
    sqs = stack.client("sqs")
    policy = json.loads(sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"])
    policy["Statement"].append(
        {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sqs:*",
            "Resource": arn,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    )
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})
    subscribe(stack, topic, arn)

    stack.client("sns").publish(TopicArn=topic, Message="hello")

    assert len(messages(stack, url, 1)) == 1
