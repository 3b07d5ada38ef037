"""The rows of the fault matrix that need more than the functions: here, subscribers."""

import json
import uuid
from collections.abc import Iterator

import pytest

from tests.support.fault_matrix import row
from tests.support.target import PATIENCE, Target
from tools.journey import SAMPLE, receive_offers

pytestmark = pytest.mark.local_only


@pytest.fixture
def dead_letters(target: Target) -> Iterator[str]:
    """The URL of a dead-letter queue whose subscription leads to a queue that is gone."""
    sqs, sns = target.client("sqs"), target.client("sns")
    url = sqs.create_queue(QueueName=f"test-{uuid.uuid4().hex}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = target.environment["OFFERS_TOPIC_ARN"]
    policy = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps({"Statement": [policy]})})
    subscription = sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=f"{arn}-gone",
        Attributes={"RawMessageDelivery": "true", "RedrivePolicy": json.dumps({"deadLetterTargetArn": arn})},
        ReturnSubscriptionArn=True,
    )
    yield url
    sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
    sqs.delete_queue(QueueUrl=url)


@row("subscriber down")
def test_an_offer_for_a_subscriber_that_is_gone_waits_whole_in_its_dead_letter_queue(
    target: Target, dead_letters: str
) -> None:
    event_id = target.post(SAMPLE).body["event_id"]

    published = target.offers_for(event_id)[event_id][0]
    kept = receive_offers(target.client("sqs"), dead_letters, {event_id}, PATIENCE.offer)[event_id][0]

    assert kept == published, "others are told all the same, and of the same content"
