"""SNS invokes what the function's policy lets it invoke."""

import json

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import create_function
from tests.support.local.patches.roles import Role, decisions
from tests.support.local.patches.topics import create_queue, create_topic, dead_letter_policy, messages, subscribe

pytestmark = [pytest.mark.patch("sns_function_permission"), pytest.mark.iam]

SNS, ACTION = "sns.amazonaws.com", "lambda:InvokeFunction"
REPORTS = """
import boto3
def handler(event, context):
    queue, message = event["Records"][0]["Sns"]["Message"].split()
    boto3.client("sqs").send_message(QueueUrl=queue, MessageBody=message)
"""


class Consumer:
    """A function that subscribes to a topic by its alias, and queues for what it gets and for what it does not get."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.topic, self.functions = stack, create_topic(stack), stack.client("lambda")
        self.received, queue = create_queue(stack, None)
        self.dead, dead = create_queue(stack, self.topic)
        role = Role(stack)
        role.may("sqs:SendMessage", resource=queue)
        self.name = create_function(stack, REPORTS, Role=role.arn)
        self.functions.publish_version(FunctionName=self.name)
        self.arn: str = self.functions.create_alias(FunctionName=self.name, Name="live", FunctionVersion="1")[
            "AliasArn"
        ]
        subscribe(stack, self.topic, self.arn, "lambda", RedrivePolicy=dead_letter_policy(dead))

    def publish(self, message: str) -> None:
        """Publish what the function is to put into its queue."""
        self.stack.client("sns").publish(TopicArn=self.topic, Message=f"{self.received} {message}")

    def permit(self, **changes: str) -> None:
        """Let the topic invoke the alias."""
        settings = {"Qualifier": "live", "StatementId": "sns", "Action": ACTION, "Principal": SNS}
        settings |= {"FunctionName": self.name, "SourceArn": self.topic, **changes}
        self.functions.add_permission(**{name: value for name, value in settings.items() if value})

    def is_dead(self, message: str) -> None:
        """Expect a message in the dead-letter queue."""
        (found,) = messages(self.stack, self.dead, 2)
        assert json.loads(found["Body"])["Message"].endswith(f" {message}")


def test_without_permission_a_message_is_dead_and_with_it_delivered(stack: Stack) -> None:
    consumer = Consumer(stack)
    consumer.publish("refused")
    consumer.is_dead("refused")

    consumer.permit()
    consumer.publish("allowed")
    (found,) = messages(stack, consumer.received, 5)
    assert found["Body"] == "allowed"
    assert messages(stack, consumer.dead) == []
    decided = [each for each in decisions(stack, SNS, ACTION) if each.resource == consumer.arn]
    assert [each.allowed for each in decided] == [False, True]
    assert {each.context["aws:sourcearn"] for each in decided} == {consumer.topic}


@pytest.mark.parametrize(
    "changes",
    [
        {"SourceArn": "arn:aws:sns:eu-west-1:000000000000:another"},
        {"Principal": "apigateway.amazonaws.com"},
        {"Qualifier": ""},
    ],
    ids=["another topic", "another service", "the function instead of its alias"],
)
def test_a_permission_for_something_else_does_not_do(stack: Stack, changes: dict[str, str]) -> None:
    consumer = Consumer(stack)
    consumer.permit(**changes)
    consumer.publish("refused")
    consumer.is_dead("refused")
