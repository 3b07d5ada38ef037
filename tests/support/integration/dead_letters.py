"""A consumer's dead letters, and the command that delivers them again."""

import importlib
import json
from dataclasses import dataclass
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.topics import create_queue, create_topic, dead_letter_policy, subscribe

EVENT = "7f0c2e1a-9d3b-4c55-8a53-000000000001"
OFFER = json.dumps({"specversion": "1.0", "id": EVENT, "data": {"customer_id": "canary"}})
ATTRIBUTES = {"location": {"DataType": "String", "StringValue": "cape town"}}
TRACE = "Root=1-6745a1b2-0123456789abcdef01234567;Parent=53995c3f42cd8ad8;Sampled=0"


@dataclass(frozen=True)
class Ended:
    """How the command ended, and all that it printed."""

    status: int
    said: str


@dataclass
class Consumers:
    """The consumers of a deployment, as its environment describes them."""

    stack: Stack
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def drain(self, *words: str, **consumer: Any) -> Ended:
        described = {"consumer": {"queue_url": None, "raw_message_delivery": True, **consumer}}
        self.monkeypatch.setenv("CONSUMERS", json.dumps(described))
        self.monkeypatch.setattr("sys.argv", ["drain", *(words or ["consumer"])])
        self.capsys.readouterr()
        status = importlib.import_module("tools.drain").main()
        captured = self.capsys.readouterr()
        return Ended(status, captured.out + captured.err)


def undelivered(stack: Stack, protocol: str, endpoint: str, raw: str) -> dict[str, str]:
    """Publish to an endpoint that cannot take it; return what the deployment says of the consumer."""
    topic = create_topic(stack)
    dead_url, dead_arn = create_queue(stack, topic)
    arn = subscribe(
        stack, topic, endpoint, protocol, RawMessageDelivery=raw, RedrivePolicy=dead_letter_policy(dead_arn)
    )
    stack.client("sns").publish(TopicArn=topic, Message=OFFER, MessageAttributes=ATTRIBUTES)
    assert waiting(stack, dead_url) == 1
    return {
        "protocol": protocol,
        "endpoint": endpoint,
        "dead_letter_queue_url": dead_url,
        "subscription_arn": arn,
    }


def waiting(stack: Stack, url: str) -> int:
    """Return how many messages of a queue can be received."""
    response = stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
    return int(response["Attributes"]["ApproximateNumberOfMessages"])
