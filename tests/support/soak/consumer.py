"""A consumer that reads its queue all the time and drops repeats by their id."""

import json
import threading
import time
from collections import Counter, defaultdict
from hashlib import sha256
from typing import Any

from tests.support.target import Target


class Consumer(threading.Thread):
    """What arrived, by the id of its event.

    ``copies`` counts deliveries, ``contents`` are digests of the different texts among them, ``strategies`` are those
    of the first, which came at ``arrivals`` (``time.perf_counter``).
    """

    def __init__(self, target: Target) -> None:
        super().__init__(daemon=True, name="consumer")
        self._sqs = target.client("sqs")
        self._queue = target.environment["OFFERS_QUEUE_URL"]
        self._arrived = threading.Condition()
        self._stopping = False
        self.copies: Counter[str] = Counter()
        self.contents: dict[str, set[bytes]] = defaultdict(set)
        self.strategies: dict[str, str] = {}
        self.arrivals: dict[str, float] = {}

    def run(self) -> None:
        """Read until :meth:`stop`."""
        while not self._stopping:
            received = self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            messages = received.get("Messages", [])
            with self._arrived:
                for message in messages:
                    self._take(message["Body"])
                self._arrived.notify_all()
            if messages:
                entries = [{"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(messages)]
                self._sqs.delete_message_batch(QueueUrl=self._queue, Entries=entries)

    def _take(self, body: str) -> None:
        offer: dict[str, Any] = json.loads(body)
        event_id = offer["id"]
        self.copies[event_id] += 1
        self.contents[event_id].add(sha256(body.encode()).digest())
        self.strategies.setdefault(event_id, offer["data"]["strategy"])
        self.arrivals.setdefault(event_id, time.perf_counter())

    def has(self, *event_ids: str, within: float) -> bool:
        """Return whether an offer of each event has arrived, or does within so many seconds."""
        with self._arrived:
            return self._arrived.wait_for(lambda: self.copies.keys() >= set(event_ids), within)

    def received(self) -> set[str]:
        """Return the ids of all events whose offer has arrived."""
        with self._arrived:
            return set(self.copies)

    def stop(self) -> None:
        """Read no more, once what was asked for has come."""
        self._stopping = True
        self.join()
