"""Gap: a message with any number of attributes reaches a queue with raw delivery.

An SQS message has at most ten attributes. SNS treats one with more, for a subscription with raw message delivery, as a
failed delivery on the client's side: it is discarded, or sent to the subscription's dead-letter queue.

Source: Amazon SNS developer guide, "Amazon SNS raw message delivery" and "Amazon SNS message attributes".

Needed by: functions/recommender (seven attributes), module.offer_subscription.aws_sns_topic_subscription.this.
"""

from local.patches import _sns_delivery

MAX_ATTRIBUTES = 10


def apply() -> None:
    """Refuse what SQS could not take."""
    _sns_delivery.refuse(lambda delivery: delivery.raw and len(delivery.attributes) > MAX_ATTRIBUTES)
