"""The consumers of a deployment, as Terraform's output ``consumers`` describes them."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass

from tools.deployed import Deployment, NoDeploymentError
from tools.recovery.dead_letters import DeadLetterQueue
from tools.recovery.deliveries import Delivery, ToAddress, ToFunction, ToQueue
from tools.recovery.deployed_recommender import INVOCATION_SECONDS

# Beyond the longest delivery a message stays hidden for as long, so that nobody is handed it twice.
_MARGIN_SECONDS = 60


@dataclass(frozen=True)
class Consumer:
    """One subscription. ``endpoint`` is a queue's or function's ARN, or a URL; ``queue_url`` is for a queue of ours."""

    protocol: str
    endpoint: str
    queue_url: str | None
    dead_letter_queue_url: str
    subscription_arn: str
    raw_message_delivery: bool

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
