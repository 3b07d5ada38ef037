"""Gap: topics publish no metrics, so alarms on failed deliveries never fire.

AWS counts, by ``TopicName`` in ``AWS/SNS``, the messages published and their size, the notifications delivered, failed
and filtered out, and those sent to a dead-letter queue or that could not be.

Source: Amazon SNS developer guide, "Monitoring Amazon SNS topics using CloudWatch".

Needed by: monitoring/metrics.yaml.
"""

import json
from collections.abc import Callable
from typing import Any

from ministack.services import cloudwatch, sns, sqs

from local.patches import _sns_delivery
from local.patches._sns_delivery import Delivery

NAMESPACE = "AWS/SNS"


def apply() -> None:
    """Count what topics do."""
    _sns_delivery.observe(delivered=_count_delivered, failed=_count_failed)
    sns._fanout = _counting_published(sns._fanout)


def _count(topic_arn: str, metric: str, value: float = 1, unit: str = "Count") -> None:
    cloudwatch.record_metric(NAMESPACE, metric, value, unit, {"TopicName": topic_arn.rpartition(":")[2]})


def _count_delivered(delivery: Delivery) -> None:
    _count(delivery.topic_arn, "NumberOfNotificationsDelivered")


def _count_failed(delivery: Delivery) -> None:
    _count(delivery.topic_arn, "NumberOfNotificationsFailed")
    if queue := json.loads(delivery.setting("RedrivePolicy") or "{}").get("deadLetterTargetArn"):
        outcome = "RedrivenToDlq" if sqs._queue_by_arn(queue) else "FailedToRedriveToDlq"
        _count(delivery.topic_arn, f"NumberOfNotifications{outcome}")


def _counting_published(fanout: Callable[..., None]) -> Callable[..., None]:
    def fan_out(topic_arn: str, message_id: str, message: str, subject: str, *arguments: Any, **options: Any) -> None:
        _count(topic_arn, "NumberOfMessagesPublished")
        _count(topic_arn, "PublishSize", len(message.encode()), "Bytes")
        structure, attributes = [*arguments, "", None][:2]
        for subscription in (sns._topic_by_arn_any_scope(topic_arn) or {}).get("subscriptions", []):
            text = sns._resolve_message_for_protocol(message, structure, subscription["protocol"])
            if not sns._matches_filter_policy(subscription, attributes or {}, text):
                _count(topic_arn, "NumberOfNotificationsFilteredOut")
        fanout(topic_arn, message_id, message, subject, *arguments, **options)

    return fan_out
