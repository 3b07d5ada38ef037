"""A filter policy above AWS's limits is refused, when it is given and when it is changed."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.topics import create_queue, create_topic, subscribe

pytestmark = pytest.mark.patch("sns_filter_policy_limits")

MANY = [f"value {number}" for number in range(76)]
REFUSED = [
    ({name: ["x"] for name in "abcdef"}, "can not have more than 5 keys"),
    ({"a": ["x", "y"], "b": MANY}, "too complex"),
    ({"a": ["x" * 1024 * 100, "y" * 1024 * 160]}, "too large"),
    ({"a": {"b": ["x"]}}, "nested"),
    ({"a": "x"}, "must be an object or an array"),
    (["a"], "parse"),
]
BY_BODY = [
    ({name: ["x"] for name in "abcdef"}, "can not have more than 5 keys"),
    ({"a": {"b": MANY}}, "too complex"),  # 76 * 2
    ({"a": {"b": {"c": MANY[:51]}}}, "too complex"),  # 51 * 3
    ({"$or": [{"a": ["x", "y"]}, {"b": ["x", "y"]}, {"c": ["x", "y"]}]}, "too complex"),  # 3 * 4 * 4 * 4
    ({"a": {"b": "x"}}, "must be an object or an array"),
]
MOST_BY_BODY = {"a": {"b": MANY[:5], "c": ["x", "y", "z"]}, "f": ["x", "y"]}  # 10 * 6 * 2
MOST = {"a": ["x", "y"], "b": MANY[:75], "c": ["x"], "d": ["x"], "e": ["x"]}


@pytest.mark.parametrize(("policy", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_a_policy_above_a_limit_is_refused(stack: Stack, policy: Any, said: str) -> None:
    topic, client = create_topic(stack), stack.client("sns")
    _, queue = create_queue(stack, topic)

    with pytest.raises(ClientError, match=said) as at_first:
        subscribe(stack, topic, queue, FilterPolicy=json.dumps(policy))
    assert client.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []
    arn = subscribe(stack, topic, queue, FilterPolicy=json.dumps(MOST))
    with pytest.raises(ClientError, match=said) as later:
        client.set_subscription_attributes(
            SubscriptionArn=arn, AttributeName="FilterPolicy", AttributeValue=json.dumps(policy)
        )

    assert {each.value.response["Error"]["Code"] for each in (at_first, later)} == {"InvalidParameter"}
    attributes = client.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert json.loads(attributes["FilterPolicy"]) == MOST


@pytest.mark.parametrize(("policy", "said"), BY_BODY, ids=[json.dumps(policy)[:40] for policy, _ in BY_BODY])
def test_by_the_body_nesting_counts(stack: Stack, policy: Any, said: str) -> None:
    topic = create_topic(stack)
    _, queue = create_queue(stack, topic)

    with pytest.raises(ClientError, match=said):
        subscribe(stack, topic, queue, FilterPolicy=json.dumps(policy), FilterPolicyScope="MessageBody")
    subscribe(stack, topic, queue, FilterPolicy=json.dumps(MOST_BY_BODY), FilterPolicyScope="MessageBody")


def test_a_topic_takes_two_hundred_policies(stack: Stack) -> None:
    topic, client = create_topic(stack), stack.client("sns")
    endpoints = [f"arn:aws:sqs:eu-west-1:000000000000:consumer-{number}" for number in range(201)]
    subscriptions = [subscribe(stack, topic, each, FilterPolicy='{"a": ["x"]}') for each in endpoints[:200]]
    change = {"AttributeName": "FilterPolicy", "AttributeValue": '{"a": ["y"]}'}

    with pytest.raises(ClientError, match="FilterPolicyLimitExceeded"):
        subscribe(stack, topic, endpoints[200], FilterPolicy='{"a": ["x"]}')
    client.set_subscription_attributes(SubscriptionArn=subscriptions[0], **change)
    one_more = subscribe(stack, topic, endpoints[200])
    with pytest.raises(ClientError, match="FilterPolicyLimitExceeded"):
        client.set_subscription_attributes(SubscriptionArn=one_more, **change)
