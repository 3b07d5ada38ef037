"""A table whose stream feeds a function, for the tests of event source mappings."""

import json
import time
from pathlib import Path
from typing import Any

from local.stack import Stack
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.rest_api import create_function

# The function notes each batch as one line of [[key, value], ...] before it does what the test wants.
NOTE_BATCH = """
import json, os, time

def handler(event, context):
    records = [r["dynamodb"] for r in event["Records"]]
    batch = [(r["Keys"]["id"]["S"], int(r["NewImage"]["value"]["N"])) for r in records]
    keys = [key for key, _ in batch]
    with open(os.environ["BATCHES"], "a") as batches:
        batches.write(json.dumps(batch) + "\\n")
"""

FAIL_ON_POISON = "    if 'poison' in keys: raise ValueError('poison')\n"


class StreamedTable:
    """A table with a stream, a function and, once :meth:`map` was called, a mapping between them."""

    def __init__(self, stack: Stack, folder: Path, body: str = "", **function: Any) -> None:
        """``body`` follows the function's first lines, indented by four; it sees ``event``, ``batch`` and ``keys``."""
        self.stack = stack
        self.name = unique("table")
        self._batches = folder / self.name
        self.function = create_function(
            stack, NOTE_BATCH + body, Environment={"Variables": {"BATCHES": str(self._batches)}}, **function
        )
        self.dynamodb, self.client = stack.client("dynamodb"), stack.client("lambda")
        self.stream_arn: str = self.dynamodb.create_table(
            TableName=self.name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
        )["TableDescription"]["LatestStreamArn"]
        self.mapping = ""

    def map(self, **settings: Any) -> dict[str, Any]:
        """Create the mapping, from the start of the stream unless told otherwise."""
        settings = {"StartingPosition": "TRIM_HORIZON", "FunctionName": self.function, **settings}
        mapping: dict[str, Any] = self.client.create_event_source_mapping(EventSourceArn=self.stream_arn, **settings)
        self.mapping = mapping["UUID"]
        return mapping

    def put(self, *keys: str, value: int = 0) -> None:
        """Write one item for each key."""
        for key in keys:
            self.dynamodb.put_item(TableName=self.name, Item={"id": {"S": key}, "value": {"N": str(value)}})

    def batches(self) -> list[list[tuple[str, int]]]:
        """Return what the function received so far: batches of key and value."""
        if not self._batches.exists():
            return []
        return [[(key, value) for key, value in json.loads(line)] for line in self._batches.read_text().splitlines()]

    def keys(self) -> list[list[str]]:
        """Return the keys of the batches that the function received so far."""
        return [[key for key, _ in batch] for batch in self.batches()]

    def settles(self, seconds: float = 0.3) -> bool:
        """Return whether no further batch arrives for a moment: for what must not happen."""
        before = len(self.batches())
        time.sleep(seconds)
        return len(self.batches()) == before


def create_queue(stack: Stack, open_to: str | None = None) -> tuple[str, str]:
    """Create a queue, where the service ``open_to`` may send; return its URL and its ARN."""
    sqs = stack.client("sqs")
    url = sqs.create_queue(QueueName=unique("queue"))["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    if open_to is not None:
        statement = {
            "Effect": "Allow",
            "Principal": {"Service": open_to},
            "Action": "sqs:SendMessage",
            "Resource": arn,
        }
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return url, arn


def receive(stack: Stack, url: str) -> list[Any]:
    """Return the decoded bodies of the messages that are there now."""
    messages = stack.client("sqs").receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in messages]
