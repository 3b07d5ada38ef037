"""Gap: a notification that cannot be delivered is lost, whatever the subscription's redrive policy says.

AWS sends it to the queue that ``RedrivePolicy`` names in ``deadLetterTargetArn``: at once where trying again is useless
(the queue or function is gone, or does not let SNS in), otherwise when the retries are used up.

Source: Amazon SNS developer guide, "Amazon SNS dead-letter queues".

Needed by: module.offer_subscription.aws_sns_topic_subscription.this (redrive_policy), tests/e2e/test_fault_matrix.py.
"""

import json

from ministack.services import sns

from local.patches import _sns_delivery
from local.patches._sns_delivery import Delivery


def apply() -> None:
    """Send what fails to the subscription's dead-letter queue."""
    _sns_delivery.observe(failed=_redrive)


def _redrive(delivery: Delivery) -> None:
    policy = json.loads(delivery.setting("RedrivePolicy") or "{}")
    if queue := policy.get("deadLetterTargetArn"):
        sns._deliver_to_sqs(
            queue,
            delivery.body,
            delivery.raw,
            delivery.body,
            message_attributes=delivery.attributes,
            topic_arn=delivery.topic_arn,
        )
