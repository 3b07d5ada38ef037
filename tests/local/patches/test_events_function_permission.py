"""EventBridge invokes what the function's policy lets it invoke."""

import json

import pytest

from local.iam.decisions import Decision
from local.stack import Stack
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.rest_api import create_function
from tests.support.local.patches.roles import Role, decisions
from tests.support.local.patches.topics import create_queue, messages

pytestmark = [pytest.mark.patch("events_function_permission"), pytest.mark.iam]

EVENTS, ACTION = "events.amazonaws.com", "lambda:InvokeFunction"
REPORTS = """
import boto3
def handler(event, context):
    boto3.client("sqs").send_message(QueueUrl=event["detail"]["queue"], MessageBody=event["detail"]["message"])
"""


class Target:
    """A function that a rule invokes by its alias, and a queue for what it gets."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.functions, self.events = stack, stack.client("lambda"), stack.client("events")
        self.queue, queue = create_queue(stack, None)
        role = Role(stack)
        role.may("sqs:SendMessage", resource=queue)
        self.name = create_function(stack, REPORTS, Role=role.arn)
        self.functions.publish_version(FunctionName=self.name)
        alias = self.functions.create_alias(FunctionName=self.name, Name="live", FunctionVersion="1")
        self.arn: str = alias["AliasArn"]
        rule, self.source = unique("rule"), unique("source")
        self.rule = self.events.put_rule(Name=rule, EventPattern=json.dumps({"source": [self.source]}))["RuleArn"]
        self.events.put_targets(Rule=rule, Targets=[{"Id": "function", "Arn": self.arn}])

    def send(self, message: str) -> None:
        """Send an event that the rule matches. The targets are chosen before the response."""
        detail = json.dumps({"queue": self.queue, "message": message})
        self.events.put_events(Entries=[{"Source": self.source, "DetailType": "test", "Detail": detail}])

    def permit(self, **changes: str) -> None:
        """Let the rule invoke the alias."""
        settings = {"Qualifier": "live", "StatementId": "rule", "Action": ACTION, "Principal": EVENTS}
        settings |= {"FunctionName": self.name, "SourceArn": self.rule, **changes}
        self.functions.add_permission(**{name: value for name, value in settings.items() if value})

    def decided(self) -> list[Decision]:
        """Return what was decided on invocations of the alias."""
        return [each for each in decisions(self.stack, EVENTS, ACTION) if each.resource == self.arn]


def test_without_permission_nothing_is_invoked_and_with_it_the_function(stack: Stack) -> None:
    target = Target(stack)
    target.send("refused")
    assert [each.allowed for each in target.decided()] == [False]

    target.permit()
    target.send("allowed")
    (found,) = messages(stack, target.queue, 5)
    assert found["Body"] == "allowed"
    assert [each.allowed for each in target.decided()] == [False, True]
    assert {each.context["aws:sourcearn"] for each in target.decided()} == {target.rule}


@pytest.mark.parametrize(
    "changes",
    [
        {"SourceArn": "arn:aws:events:eu-west-1:000000000000:rule/another"},
        {"Principal": "sns.amazonaws.com"},
        {"Qualifier": ""},
    ],
    ids=["another rule", "another service", "the function instead of its alias"],
)
def test_a_permission_for_something_else_does_not_do(stack: Stack, changes: dict[str, str]) -> None:
    target = Target(stack)
    target.permit(**changes)
    target.send("refused")
    assert [each.allowed for each in target.decided()] == [False]
