"""A policy that names a role means its sessions."""

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.roles import Role, document, refusal
from tests.support.local.patches.topics import create_topic

pytestmark = [pytest.mark.patch("iam_principal_arn"), pytest.mark.iam]


def refuse_publishing(stack: Stack, topic: str, operator: str, role_arn: str) -> None:
    """Have the topic refuse everybody whose ARN compares like this with the role's."""
    statement = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sns:Publish",
        "Resource": topic,
        "Condition": {operator: {"aws:PrincipalArn": role_arn}},
    }
    policy = document(statement)
    stack.client("sns").set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)


@pytest.mark.parametrize("operator", ["ArnNotEquals", "StringNotEquals"])
def test_the_role_that_a_refusal_excepts_may_publish(stack: Stack, operator: str) -> None:
    topic, role = create_topic(stack), Role(stack)
    role.may("sns:Publish", resource=topic)
    refuse_publishing(stack, topic, operator, role.arn)

    assert role.client("sns").publish(TopicArn=topic, Message="hello")["MessageId"]


def test_the_role_that_a_refusal_names_may_not_publish_and_others_may(stack: Stack) -> None:
    topic, refused, other = create_topic(stack), Role(stack), Role(stack)
    for role in (refused, other):
        role.may("sns:Publish", resource=topic)
    refuse_publishing(stack, topic, "ArnEquals", refused.arn)

    assert other.client("sns").publish(TopicArn=topic, Message="hello")["MessageId"]
    with pytest.raises(ClientError, match="explicit deny in a resource-based policy") as error:
        refused.client("sns").publish(TopicArn=topic, Message="hello")
    assert refusal(error.value)[:2] == (403, "AuthorizationError")
    (decision,) = refused.decisions("sns:Publish")
    assert (decision.identity, decision.by_resource, decision.allowed) == ("Allow", "Deny", False)
