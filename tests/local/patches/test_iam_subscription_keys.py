"""Consumers in other accounts: those that the topic's policy names subscribe what is theirs, and nothing else.

The policy is that of the module: tests/terraform/cases/offers_topic/shared.yaml, which its plan is held to.
"""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
import yaml
from botocore.exceptions import ClientError

from local.stack import Stack
from tools.paths import ROOT

PATCH = "iam_subscription_keys"
pytestmark = pytest.mark.patch(PATCH)

INVENTORY = ROOT / "tests/terraform/cases/offers_topic/shared.yaml"
OWNER, CONSUMER, STRANGER = "123456789012", "210987654321", "444444444444"
TOPIC = f"arn:aws:sns:eu-west-1:{OWNER}:shop-prod-shared-offers"

QUEUE = "arn:aws:sqs:eu-west-1:{}:offers"
FUNCTION = "arn:aws:lambda:us-east-1:{}:function:offers:live"


@pytest.fixture(scope="module")
def stack(patched: bool) -> Iterator[Stack]:
    """A stack that enforces IAM, with the topic."""
    with Stack(without=() if patched else (PATCH,), iam=True) as enforcing:
        policy = yaml.safe_load(INVENTORY.read_text())["values"]["aws_sns_topic.this"]["policy"]
        topic = client(enforcing, "sns", OWNER).create_topic(
            Name=TOPIC.rpartition(":")[2], Attributes={"Policy": json.dumps(policy)}
        )
        assert topic["TopicArn"] == TOPIC
        yield enforcing


def client(stack: Stack, service: str, account: str) -> Any:
    """Return a client of an account's root user."""
    return boto3.client(
        service,
        endpoint_url=stack.endpoint,
        region_name="eu-west-1",
        aws_access_key_id=account,
        aws_secret_access_key="unused",
    )


def subscribe(stack: Stack, account: str, protocol: str, endpoint: str) -> str:
    """Subscribe as the root user of ``account``; return the subscription's ARN."""
    response = client(stack, "sns", account).subscribe(
        TopicArn=TOPIC, Protocol=protocol, Endpoint=endpoint, ReturnSubscriptionArn=True
    )
    return str(response["SubscriptionArn"])


@pytest.mark.parametrize(("protocol", "endpoint"), [("sqs", QUEUE), ("lambda", FUNCTION)])
def test_an_account_that_is_named_subscribes_what_is_its_own(stack: Stack, protocol: str, endpoint: str) -> None:
    arn = subscribe(stack, CONSUMER, protocol, endpoint.format(CONSUMER))

    attributes = client(stack, "sns", CONSUMER).get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert (attributes["Owner"], attributes["PendingConfirmation"]) == (CONSUMER, "false")


@pytest.mark.parametrize(
    ("account", "protocol", "endpoint"),
    [
        (STRANGER, "sqs", QUEUE.format(STRANGER)),
        (STRANGER, "sqs", QUEUE.format(CONSUMER)),
        (CONSUMER, "sqs", QUEUE.format(STRANGER)),
        (CONSUMER, "email", "someone@example.com"),
        (CONSUMER, "https", "https://example.com/arn:aws:sqs:eu-west-1:210987654321:offers"),
    ],
    ids=["a stranger's own", "by a stranger", "a stranger's", "an address for mail", "a URL"],
)
def test_nothing_else_is_subscribed(stack: Stack, account: str, protocol: str, endpoint: str) -> None:
    subscribe(stack, CONSUMER, "sqs", QUEUE.format(CONSUMER))  # what may be, is

    with pytest.raises(ClientError) as refused:
        subscribe(stack, account, protocol, endpoint)

    assert refused.value.response["Error"]["Code"] == "AuthorizationError"
