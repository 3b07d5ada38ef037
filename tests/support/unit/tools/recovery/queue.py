"""A dead-letter queue in memory, and deliveries that do as a test says."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.unit.tools.recovery.fakes import event_id
from tools.recovery.dead_letters import DeadLetter, DeadLetterQueue
from tools.recovery.deliveries import NotTakenError
from tools.recovery.draining import Drain, Portion

BEGAN = datetime(2026, 11, 22, 20, 32, 45, tzinfo=UTC)
MEANWHILE = BEGAN + timedelta(seconds=3)


@dataclass
class MemoryQueue:
    """An SQS client with one queue.

    What is received is hidden until it is released, or for so many receives. Then it is the first to be received again.
    """

    waiting: dict[str, datetime]
    hidden_for: int | None = None
    arriving: Iterator[str] = field(default_factory=lambda: iter(()))
    hidden: dict[str, datetime] = field(default_factory=dict)
    seen_at: dict[str, int] = field(default_factory=dict)
    asked: list[int] = field(default_factory=list)

    def get_queue_attributes(self, **_: Any) -> dict[str, Any]:
        headers = {"date": BEGAN.strftime("%a, %d %b %Y %H:%M:%S GMT")}
        return {
            "Attributes": {
                "ApproximateNumberOfMessages": str(len(self.waiting)),
                "ApproximateNumberOfMessagesNotVisible": str(len(self.hidden)),
            },
            "ResponseMetadata": {"HTTPHeaders": headers},
        }

    def receive_message(self, **request: Any) -> dict[str, Any]:
        self.asked.append(request["MaxNumberOfMessages"])
        self._show_again()
        self.waiting |= dict.fromkeys(itertools.islice(self.arriving, 1), MEANWHILE)
        received = list(self.waiting.items())[: request["MaxNumberOfMessages"]]
        for name, sent in received:
            self.hidden[name] = sent
            self.seen_at[name] = len(self.asked)
            del self.waiting[name]
        return {"Messages": [message(name, sent) for name, sent in received]} if received else {}

    def _show_again(self) -> None:
        if self.hidden_for is not None:
            again = [name for name in self.hidden if len(self.asked) - self.seen_at[name] > self.hidden_for]
            self.waiting = {name: self.hidden.pop(name) for name in again} | self.waiting

    def delete_message(self, **request: Any) -> dict[str, Any]:
        self.hidden.pop(request["ReceiptHandle"], None)
        self.waiting.pop(request["ReceiptHandle"], None)
        return {}

    def change_message_visibility_batch(self, **request: Any) -> dict[str, Any]:
        assert len(request["Entries"]) <= 10
        for entry in request["Entries"]:
            assert entry["VisibilityTimeout"] == 0
            if (name := entry["ReceiptHandle"]) in self.hidden:
                self.waiting[name] = self.hidden.pop(name)
        return {}


def message(name: str, sent: datetime) -> dict[str, Any]:
    return {
        "MessageId": f"id of {name}",
        "ReceiptHandle": name,
        "Body": f'{{"id": "{event_id(int(name))}", "data": "canary"}}',
        "Attributes": {"SentTimestamp": str(int(sent.timestamp() * 1000))},
    }


@dataclass
class Scripted:
    """A way to a consumer, which does what ``behaviour`` does with a message's number."""

    behaviour: Callable[[int], None] = lambda _: None
    seconds: int = 5
    got: list[int] = field(default_factory=list)

    def deliver(self, letter: DeadLetter) -> None:
        number = int(letter.handle)
        self.got.append(number)
        self.behaviour(number)


def refusing(*numbers: int, error: Exception | None = None) -> Callable[[int], None]:
    def behave(number: int) -> None:
        if number in numbers:
            raise error or NotTakenError("HTTP 503")

    return behave


def waiting(count: int, sent: datetime = BEGAN - timedelta(hours=1)) -> dict[str, datetime]:
    return {str(number): sent for number in range(count)}


def drained(queue: MemoryQueue, delivery: Scripted, limit: int | None = None) -> list[Portion]:
    return list(Drain(DeadLetterQueue(queue, "url", 60), delivery, limit).run())
