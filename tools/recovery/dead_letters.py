"""A consumer's dead-letter queue: what SNS could not deliver, and what the consumer kept failing on.

Sources: Amazon SQS API Reference, "GetQueueAttributes", "ReceiveMessage", "ChangeMessageVisibilityBatch" and
"SendMessage"; Amazon SQS Developer Guide, "Amazon SQS visibility timeout".
"""

import json
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

from tools.recovery.records import shown_id

AT_ONCE = 10
"""Messages that one call receives or changes, at most."""

SECONDS_BETWEEN_LOOKS = 5
# Counts may be a minute behind.
_LOOKS = 60 // SECONDS_BETWEEN_LOOKS + 1

# Long polling asks all servers of a queue; without it, a queue that holds messages may seem to be empty.
_WAIT_SECONDS = 2

_WAITING, _HIDDEN = "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"


class Sqs(Protocol):
    """The part of boto3's SQS client that is used."""

    def get_queue_attributes(self, **request: object) -> dict[str, Any]:
        """Look at a queue."""
        ...

    def receive_message(self, **request: object) -> dict[str, Any]:
        """Take messages, and hide them from others for a while."""
        ...

    def delete_message(self, **request: object) -> dict[str, Any]:
        """Delete a message."""
        ...

    def change_message_visibility_batch(self, **request: object) -> dict[str, Any]:
        """Say for how long messages stay hidden."""
        ...


@dataclass(frozen=True)
class DeadLetter:
    """A message. ``attributes`` are as SQS has them; it was first sent at ``sent_at``, also where SQS moved it here."""

    id: str
    handle: str
    sent_at: datetime
    body: str
    attributes: Mapping[str, Any]
    trace_header: str | None

    @property
    def event_id(self) -> str:
        """The id of its event, or ``?`` where it is no offer: with SNS's envelope or without."""
        document = _json(self.body)
        offer = _json(document["Message"]) if isinstance(document.get("Message"), str) else document
        return shown_id(offer.get("id"))


@dataclass(frozen=True)
class Counts:
    """About how many messages are ``waiting``, and ``hidden`` as somebody received them, ``at`` a time of SQS's clock.

    The time is rounded up to the second.
    """

    waiting: int
    hidden: int
    at: datetime


@dataclass(frozen=True)
class DeadLetterQueue:
    """Received messages are hidden for ``hidden_seconds``. All methods raise botocore's errors."""

    client: Sqs
    url: str
    hidden_seconds: int

    def look(self) -> Counts:
        """Return how many messages there are."""
        response = self.client.get_queue_attributes(QueueUrl=self.url, AttributeNames=[_WAITING, _HIDDEN])
        now = parsedate_to_datetime(response["ResponseMetadata"]["HTTPHeaders"]["date"]) + timedelta(seconds=1)
        return Counts(int(response["Attributes"][_WAITING]), int(response["Attributes"][_HIDDEN]), now)

    def remaining(self, known: int, *, at_once: bool = False) -> int:
        """Return how many messages there are in all, ``known`` at least.

        SQS may still count those that were deleted. So where there seem to be more than are ``known``, they are counted
        again for a minute, unless ``at_once`` asks for a guess.
        """
        for number in range(1 if at_once else _LOOKS):
            if number:
                time.sleep(SECONDS_BETWEEN_LOOKS)
            counts = self.look()
            if counts.waiting + counts.hidden <= known:
                break
        return max(known, counts.waiting + counts.hidden)

    def receive(self, most: int) -> list[DeadLetter]:
        """Return up to ``most`` messages, ten at most; none when the queue is empty."""
        response = self.client.receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=min(most, AT_ONCE),
            VisibilityTimeout=self.hidden_seconds,
            WaitTimeSeconds=_WAIT_SECONDS,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["AWSTraceHeader", "SentTimestamp"],
        )
        return [_dead_letter(message) for message in response.get("Messages", [])]

    def delete(self, letter: DeadLetter) -> None:
        """Delete a message that was received."""
        self.client.delete_message(QueueUrl=self.url, ReceiptHandle=letter.handle)

    def release(self, handles: Collection[str]) -> None:
        """Let others see messages at once that were received; one that is gone, or seen by others already, stays so."""
        entries = [
            {"Id": str(number), "ReceiptHandle": handle, "VisibilityTimeout": 0}
            for number, handle in enumerate(handles)
        ]
        for start in range(0, len(entries), AT_ONCE):
            self.client.change_message_visibility_batch(QueueUrl=self.url, Entries=entries[start : start + AT_ONCE])


def _dead_letter(message: Mapping[str, Any]) -> DeadLetter:
    system = message["Attributes"]
    return DeadLetter(
        message["MessageId"],
        message["ReceiptHandle"],
        datetime.fromtimestamp(int(system["SentTimestamp"]) / 1000, UTC),
        message["Body"],
        message.get("MessageAttributes", {}),
        system.get("AWSTraceHeader"),
    )


def _json(text: str) -> Mapping[str, Any]:
    """Return the JSON object that ``text`` holds; anything else counts as an empty one."""
    try:
        document = json.loads(text)
    except (RecursionError, ValueError):
        return {}
    return document if isinstance(document, Mapping) else {}
