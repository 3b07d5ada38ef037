"""Gap: who subscribes an HTTP(S) endpoint and asks for the subscription's ARN is told "pending confirmation".

AWS answers that only where ``ReturnSubscriptionArn`` is not true; with it, it answers the ARN, by which the attributes
can be read while the endpoint has not confirmed. Terraform asks so, and would look two minutes for a subscription of
that name. Until it is confirmed, a subscription cannot be deleted: AWS removes it after two days, or with its topic.

Source: Amazon SNS API reference, "Subscribe"; Amazon SNS developer guide, "Deleting an Amazon SNS subscription and
topic"; the documentation of Terraform's ``aws_sns_topic_subscription``.

Needed by: module.offer_subscription.aws_sns_topic_subscription.this (HTTPS consumers).
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from ministack.services import sns

_PENDING = "pending confirmation"


def apply() -> None:
    """Give the ARN to whoever asks for it, and keep what is pending."""
    sns._subscribe = _returning_the_arn(sns._subscribe)
    sns._unsubscribe = _keeping_what_is_pending(sns._unsubscribe)


def _returning_the_arn(subscribe: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    def subscribe_with_arn(params: dict[str, Any]) -> Any:
        response = subscribe(params)
        status, headers, body = response
        if status != HTTPStatus.OK or str(sns._p(params, "ReturnSubscriptionArn")).lower() != "true":
            return response
        topic = sns._topic_by_arn_any_scope(sns._normalize_arn(sns._p(params, "TopicArn"))) or {}
        for subscription in topic.get("subscriptions", []):
            wanted = (sns._p(params, "Protocol"), sns._p(params, "Endpoint"))
            if (subscription["protocol"], subscription["endpoint"]) == wanted:
                arn = f"<SubscriptionArn>{subscription['arn']}</SubscriptionArn>"
                pending = f"<SubscriptionArn>{_PENDING}</SubscriptionArn>"
                return status, headers, body.replace(pending.encode(), arn.encode())
        return response

    return subscribe_with_arn


def _keeping_what_is_pending(unsubscribe: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    def unsubscribe_unless_pending(params: dict[str, Any]) -> Any:
        arn = sns._p(params, "SubscriptionArn")
        topic = sns._sub_arn_to_topic.get(arn)
        subscription = topic and sns._find_subscription(topic, arn)
        if subscription and not subscription["confirmed"]:
            message = (
                "Invalid parameter: SubscriptionArn Reason: "
                "Cannot unsubscribe a subscription that is pending confirmation"
            )
            return sns._error("InvalidParameter", message, HTTPStatus.BAD_REQUEST)
        return unsubscribe(params)

    return unsubscribe_unless_pending
