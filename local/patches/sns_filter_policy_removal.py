"""Gap: a subscription whose filter policy is set to ``{}`` keeps an empty one among its attributes.

On AWS that removes the policy, and ``GetSubscriptionAttributes`` no longer has the member ``FilterPolicy``. Clients
such as Terraform take a policy away like this, and would find one for ever after.

Source: Amazon SNS developer guide, "Removing a subscription filter policy in Amazon SNS".

Needed by: module.offer_subscription.aws_sns_topic_subscription.this (a filter is taken away).
"""

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from ministack.services import sns


def apply() -> None:
    """Let an empty policy be none."""
    sns._set_subscription_attributes = _removing_empty_policy(sns._set_subscription_attributes)


def _removing_empty_policy(set_attributes: Callable[..., Any]) -> Callable[..., Any]:
    def set_subscription_attributes(params: dict[str, Any]) -> Any:
        response = set_attributes(params)
        if response[0] == HTTPStatus.OK and sns._p(params, "AttributeName") == "FilterPolicy":
            arn = sns._p(params, "SubscriptionArn")
            attributes = sns._find_subscription(sns._sub_arn_to_topic[arn], arn)["attributes"]
            if attributes["FilterPolicy"] and json.loads(attributes["FilterPolicy"]) == {}:
                del attributes["FilterPolicy"]
        return response

    return set_subscription_attributes
