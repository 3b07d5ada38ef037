"""A topic with a queue, for what is measured without this project: the topic of offers refuses other publishers."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class OwnTopic:
    """A topic, and the URL of the queue that gets its messages as they are published."""

    arn: str
    queue_url: str


@contextmanager
def own_topic(sns: Any, sqs: Any) -> Iterator[OwnTopic]:
    """Make both, and remove them when the block ends."""
    name = f"bench-{uuid.uuid4()}"
    arn = sns.create_topic(Name=name)["TopicArn"]
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    try:
        queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": "sns.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": queue,
            "Condition": {"ArnEquals": {"aws:SourceArn": arn}},
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
        raw = {"RawMessageDelivery": "true"}
        subscribed = sns.subscribe(
            TopicArn=arn, Protocol="sqs", Endpoint=queue, Attributes=raw, ReturnSubscriptionArn=True
        )
        yield OwnTopic(arn, url)
        sns.unsubscribe(SubscriptionArn=subscribed["SubscriptionArn"])
    finally:
        sqs.delete_queue(QueueUrl=url)
        sns.delete_topic(TopicArn=arn)
