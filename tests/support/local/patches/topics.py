"""Topics, queues and subscriptions on the stack, for the tests of SNS's patches."""

import json
from typing import Any

from local.stack import Stack
from tests.support.local.patches.metrics import unique


def create_topic(stack: Stack, **attributes: str) -> str:
    """Create a topic and return its ARN."""
    return str(stack.client("sns").create_topic(Name=unique("topic"), Attributes=attributes)["TopicArn"])


def create_queue(stack: Stack, topic_arn: str | None) -> tuple[str, str]:
    """Create a queue that lets ``topic_arn`` send to it; return its URL and its ARN."""
    sqs = stack.client("sqs")
    url = sqs.create_queue(QueueName=unique("queue"))["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    if topic_arn:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": topic_arn}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return url, arn


def subscribe(stack: Stack, topic_arn: str, endpoint: str, protocol: str = "sqs", **attributes: str) -> str:
    """Subscribe an endpoint and return the subscription's ARN."""
    response = stack.client("sns").subscribe(
        TopicArn=topic_arn, Protocol=protocol, Endpoint=endpoint, Attributes=attributes, ReturnSubscriptionArn=True
    )
    return str(response["SubscriptionArn"])


def messages(stack: Stack, queue_url: str, seconds: int = 0) -> list[dict[str, Any]]:
    """Return what is in a queue; wait up to ``seconds`` for the first message."""
    response = stack.client("sqs").receive_message(
        QueueUrl=queue_url,
        MaxNumberOfMessages=10,
        WaitTimeSeconds=seconds,
        MessageAttributeNames=["All"],
        MessageSystemAttributeNames=["All"],
    )
    return list(response.get("Messages", []))


def dead_letter_policy(queue_arn: str) -> str:
    """Return a subscription's ``RedrivePolicy``."""
    return json.dumps({"deadLetterTargetArn": queue_arn})
