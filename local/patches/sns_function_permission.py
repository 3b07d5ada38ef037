"""Gap: SNS invokes any function that subscribes, whether the function's policy lets it or not.

AWS: the policy of the function, version or alias that subscribes has to allow ``lambda:InvokeFunction`` to
``sns.amazonaws.com`` for the topic. Otherwise the delivery fails, and what a dead-letter queue takes goes there.

Source: Amazon SNS developer guide, "Fanout Amazon SNS notifications to Lambda functions"; "Dead-letter queues (DLQs)"
(client-side errors).

Needed by: module.offer_subscription.aws_lambda_permission.topic.
"""

from ministack.services import lambda_svc

from local.iam import authorization
from local.patches import _sns_delivery
from local.patches._sns_delivery import Delivery

PRINCIPAL, ACTION = "sns.amazonaws.com", "lambda:InvokeFunction"


def apply() -> None:
    """Ask the function's policy before it is invoked."""
    _sns_delivery.refuse(_is_refused)


def _is_refused(delivery: Delivery) -> bool:
    if delivery.subscription["protocol"] != "lambda" or not authorization.is_enforced():
        return False
    context = {"aws:SourceArn": delivery.topic_arn, "aws:SourceAccount": delivery.topic_arn.split(":")[4]}
    found = lambda_svc.function_policy_for_arn(delivery.endpoint)
    return found is None or not authorization.service_may(PRINCIPAL, ACTION, delivery.endpoint, found[0], context)
