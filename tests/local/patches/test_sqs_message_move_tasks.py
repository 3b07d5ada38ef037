"""Messages are moved out of the dead-letter queue of a queue, and of no other."""

import json

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.topics import create_queue, create_topic, dead_letter_policy, messages, subscribe

pytestmark = pytest.mark.patch("sqs_message_move_tasks")


def queue_with_dead_letters(stack: Stack) -> tuple[str, str, str]:
    """Return a queue's URL, and its dead-letter queue's URL and ARN."""
    sqs = stack.client("sqs")
    dead_url, dead_arn = create_queue(stack, None)
    policy = json.dumps({"deadLetterTargetArn": dead_arn, "maxReceiveCount": 3})
    url = sqs.create_queue(QueueName=unique("queue"), Attributes={"RedrivePolicy": policy})["QueueUrl"]
    return url, dead_url, dead_arn


@pytest.mark.parametrize("named", [True, False], ids=["to a queue that is named", "back to where it came from"])
def test_dead_letters_are_moved(stack: Stack, named: bool) -> None:
    sqs = stack.client("sqs")
    source, dead_url, dead_arn = queue_with_dead_letters(stack)
    other_url, other_arn = create_queue(stack, None)
    attributes = {"kind": {"DataType": "String", "StringValue": "tea"}}
    sqs.send_message(QueueUrl=dead_url, MessageBody="hello", MessageAttributes=attributes)

    handle = sqs.start_message_move_task(SourceArn=dead_arn, **({"DestinationArn": other_arn} if named else {}))

    (message,) = messages(stack, other_url if named else source, 1)
    assert (message["Body"], message["MessageAttributes"]) == ("hello", attributes)
    assert messages(stack, dead_url) == []
    assert handle["TaskHandle"]
    (task,) = sqs.list_message_move_tasks(SourceArn=dead_arn)["Results"]
    assert (task["Status"], task["ApproximateNumberOfMessagesMoved"]) == ("COMPLETED", 1)


def test_a_queue_that_sns_alone_fills_is_refused(stack: Stack) -> None:
    topic = create_topic(stack)
    url, arn = create_queue(stack, topic)
    gone = "arn:aws:sqs:eu-west-1:000000000000:gone"
    subscribe(stack, topic, gone, RawMessageDelivery="true", RedrivePolicy=dead_letter_policy(arn))
    stack.client("sns").publish(TopicArn=topic, Message="hello")

    with pytest.raises(ClientError, match="must be configured as a Dead Letter Queue") as refused:
        stack.client("sqs").start_message_move_task(SourceArn=arn, DestinationArn=create_queue(stack, None)[1])

    assert refused.value.response["Error"]["Code"] == "InvalidParameterValue"
    assert [message["Body"] for message in messages(stack, url, 1)] == ["hello"]


def test_a_queue_that_is_not_there_is_said(stack: Stack) -> None:
    with pytest.raises(ClientError, match="specified for the SourceArn parameter doesn't exist"):
        stack.client("sqs").start_message_move_task(SourceArn="arn:aws:sqs:eu-west-1:000000000000:nowhere")
