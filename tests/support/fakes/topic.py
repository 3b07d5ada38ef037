"""A topic and a failure bucket that keep what they get, or refuse it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from recommender.adapters.offers_topic import OffersTopic
from shared.offers.message import OfferMessage
from shared.offers.notification import Notification
from tests.support.fakes.invocation import FakeContext


@dataclass
class RecordingTopic:
    """Keeps what is published; refuses events in ``refusing`` once for every time that they are listed.

    ``error`` is raised instead, when it is set.
    """

    published: list[OfferMessage] = field(default_factory=list)
    refusing: list[str] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    error: Exception | None = None

    def publish(self, notification: Notification) -> None:
        self.requests.append(1)
        if self._refuses(notification):
            raise ConnectionError("canary")
        self.published.append(notification.offer)

    def batches(self, notifications: Sequence[Notification]) -> Iterator[list[Notification]]:
        return OffersTopic(None, "").batches(notifications)

    def publish_batch(self, batch: Sequence[Notification]) -> dict[str, dict[str, str]]:
        self.requests.append(len(batch))
        if self.error:
            raise self.error
        refused = [each for each in batch if self._refuses(each)]
        self.published += [each.offer for each in batch if each not in refused]
        return {each.offer.event_id: {"error_class": "ConnectionError", "error_code": ""} for each in refused}

    def _refuses(self, notification: Notification) -> bool:
        if notification.offer.event_id not in self.refusing:
            return False
        self.refusing.remove(notification.offer.event_id)
        return True


@dataclass
class MemoryFailures:
    """The failure bucket in memory. ``error`` is raised instead, when it is set."""

    kept: list[Mapping[str, Any]] = field(default_factory=list)
    error: Exception | None = None

    def keep(self, record: Mapping[str, Any], context: FakeContext) -> None:
        if self.error:
            raise self.error
        self.kept.append(record)
