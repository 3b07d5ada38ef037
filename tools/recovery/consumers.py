"""The consumers of a deployment, as Terraform's output ``consumers`` describes them."""

import dataclasses
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.timestamps import iso_milliseconds
from tools.deployed import Deployment, NoDeploymentError
from tools.recovery.dead_letters import DeadLetter, DeadLetterQueue
from tools.recovery.deliveries import Delivery, ToAddress, ToFunction, ToQueue
from tools.recovery.deployed_recommender import INVOCATION_SECONDS

# Beyond the longest delivery a message stays hidden for as long, so that nobody is handed it twice.
_MARGIN_SECONDS = 60

Attributes = Mapping[str, Mapping[str, str]]
"""Message attributes as SNS and SQS take them."""


@dataclass(frozen=True)
class Consumer:
    """One subscription. ``endpoint`` is a queue's or function's ARN, or a URL; ``queue_url`` is for a queue of ours.

    ``filter_policy`` is null where more decides than exact texts of attributes (``filter_any_of``, ``filter_scope``),
    and missing in what an environment says that was applied before it said so.
    """

    protocol: str
    endpoint: str
    queue_url: str | None
    dead_letter_queue_url: str
    subscription_arn: str
    raw_message_delivery: bool
    filter_policy: Mapping[str, Sequence[str]] | None = None

    def delivery(self, deployment: Deployment) -> Delivery:
        """Return the way to it. Raises botocore's errors."""
        if self.protocol == "https":
            topic_arn = self.subscription_arn.rpartition(":")[0]
            return ToAddress(self.endpoint, topic_arn, self.subscription_arn, self.raw_message_delivery)
        _, _, _, region, account, name, *_ = self.endpoint.split(":")
        there = dataclasses.replace(deployment, region=region)
        if self.protocol == "lambda":
            client = there.client("lambda", INVOCATION_SECONDS)
            return ToFunction(client, self.endpoint, self.subscription_arn, INVOCATION_SECONDS)
        sqs = there.client("sqs")
        url = self.queue_url or sqs.get_queue_url(QueueName=name, QueueOwnerAWSAccountId=account)["QueueUrl"]
        return ToQueue(sqs, url)

    def wants(self, attributes: Attributes) -> bool:
        """Return whether an offer with these message attributes passes the subscription's filter.

        One of a policy's values has to be the attribute's, or one of its values where it has a list, for each attribute
        that the policy names. Source: Amazon SNS Developer Guide, "Subscription filter policies" and "AND/OR logic".
        """
        return all(
            not set(values).isdisjoint(_values(attributes.get(name)))
            for name, values in (self.filter_policy or {}).items()
        )

    def letter(self, body: str, attributes: Attributes) -> DeadLetter:
        """Return an offer as SNS delivers it here: raw, or in an envelope, which carries no signature then."""
        topic_arn, _, _ = self.subscription_arn.rpartition(":")
        if not self.raw_message_delivery:
            body, attributes = _envelope(body, attributes, topic_arn), {}
        return DeadLetter("", "", datetime.now(UTC), body, attributes, trace_header=None)

    def dead_letters(self, deployment: Deployment, delivery: Delivery) -> DeadLetterQueue:
        """Return its dead-letter queue, whose messages stay hidden while they are delivered."""
        seconds = delivery.seconds + _MARGIN_SECONDS
        return DeadLetterQueue(deployment.client("sqs"), self.dead_letter_queue_url, seconds)


def find_consumer(deployment: Deployment, name: str) -> Consumer:
    """Return the consumer with this ``name``. Raises :class:`NoDeploymentError` where there is none."""
    consumers: Mapping[str, Mapping[str, object]] = json.loads(deployment.names["CONSUMERS"])
    if name not in consumers:
        known = ", ".join(sorted(consumers)) or "none"
        raise NoDeploymentError(f"There is no consumer named {name or 'so: say CONSUMER=name'}; there are: {known}.")
    return Consumer(**consumers[name])  # type: ignore[arg-type] # as the output's description says


def _values(attribute: Mapping[str, str] | None) -> list[str]:
    if attribute is None:
        return []
    text = attribute["StringValue"]
    return list(json.loads(text)) if attribute["DataType"] == "String.Array" else [text]


def _envelope(body: str, attributes: Attributes, topic_arn: str) -> str:
    """Return a notification (Amazon SNS Developer Guide, "HTTP/HTTPS notification JSON format")."""
    listed = {name: {"Type": each["DataType"], "Value": each["StringValue"]} for name, each in attributes.items()}
    notification = {
        "Type": "Notification",
        "MessageId": str(uuid.uuid4()),
        "TopicArn": topic_arn,
        "Message": body,
        "Timestamp": iso_milliseconds(datetime.now(UTC)),
        "SignatureVersion": "1",
        **dict.fromkeys(("Signature", "SigningCertURL", "UnsubscribeURL"), ""),
        "MessageAttributes": listed,
    }
    return json.dumps(notification, ensure_ascii=False)
