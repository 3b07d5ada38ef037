"""Storefronts that post all the time, and a consumer that reads all the time, in the background of a test."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from tests.support.target import Target
from tools.journey import SAMPLE

_POSTERS = 4


@contextmanager
def steady(target: Target, *, a_second: float) -> Iterator[Counter[int]]:
    """Post so many times ``a_second``, whatever the responses. Yields how many there are of each status."""
    statuses: Counter[int] = Counter()
    ended = threading.Event()

    def post() -> None:
        while not ended.wait(_POSTERS / a_second):
            statuses[target.post(SAMPLE).status] += 1

    def consume() -> None:
        sqs, queue = target.client("sqs"), target.environment["OFFERS_QUEUE_URL"]
        while not ended.is_set():
            received = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            for each in received.get("Messages", []):
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=each["ReceiptHandle"])

    with ThreadPoolExecutor(_POSTERS + 1) as pool:
        running = [pool.submit(work) for work in (*[post] * _POSTERS, consume)]
        try:
            yield statuses
        finally:
            ended.set()
            for each in running:
                each.result()
