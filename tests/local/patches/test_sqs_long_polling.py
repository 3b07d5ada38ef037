"""How soon a waiting consumer has a message."""

import statistics
import threading
import time

import pytest

from local.stack import Stack
from tests.support.local.patches.streamed_table import create_queue

pytestmark = pytest.mark.patch("sqs_long_polling")


def seconds_to_receive(stack: Stack, url: str) -> float:
    """Send a message while a consumer waits, just after ministack would have looked; return how long it took."""
    sqs, received = stack.client("sqs"), 0.0

    def receive() -> None:
        nonlocal received
        messages = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5)["Messages"]
        received = time.monotonic()
        sqs.delete_message(QueueUrl=url, ReceiptHandle=messages[0]["ReceiptHandle"])

    sender = stack.client("sqs")
    consumer = threading.Thread(target=receive)
    consumer.start()
    time.sleep(0.12)
    sent = time.monotonic()
    sender.send_message(QueueUrl=url, MessageBody="hello")
    consumer.join()
    return received - sent


def test_a_message_ends_a_long_poll_at_once(stack: Stack) -> None:
    url, _ = create_queue(stack)
    assert statistics.median(seconds_to_receive(stack, url) for _ in range(5)) < 0.045
