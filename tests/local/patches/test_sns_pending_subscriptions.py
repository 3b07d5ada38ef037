"""A subscription that waits for its confirmation can be looked at, and cannot be deleted."""

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.http_subscriber import listening
from tests.support.local.patches.topics import create_topic, subscribe

pytestmark = pytest.mark.patch("sns_pending_subscriptions")

NOWHERE = "http://127.0.0.1:9/"


def test_who_asks_for_the_arn_gets_it_before_the_confirmation(stack: Stack) -> None:
    topic, client = create_topic(stack), stack.client("sns")
    arn = subscribe(stack, topic, NOWHERE, "http")

    assert arn.startswith(f"{topic}:")
    assert client.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["PendingConfirmation"] == "true"
    without = client.subscribe(TopicArn=create_topic(stack), Protocol="http", Endpoint=NOWHERE)
    assert without["SubscriptionArn"] == "pending confirmation"


def test_what_is_pending_cannot_be_deleted(stack: Stack) -> None:
    topic, client = create_topic(stack), stack.client("sns")
    arn = subscribe(stack, topic, NOWHERE, "http")

    with pytest.raises(ClientError, match="Cannot unsubscribe a subscription that is pending confirmation") as refused:
        client.unsubscribe(SubscriptionArn=arn)

    assert refused.value.response["Error"]["Code"] == "InvalidParameter"


def test_the_arn_stays_the_same_when_it_is_confirmed(stack: Stack) -> None:
    topic, client = create_topic(stack), stack.client("sns")
    with listening() as subscriber:
        arn = subscribe(stack, topic, subscriber.url, "http")

        assert subscriber.confirm(stack, topic) == arn
    client.unsubscribe(SubscriptionArn=arn)
    assert client.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []
