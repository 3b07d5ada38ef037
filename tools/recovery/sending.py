"""Send the offers of a time range to one consumer, as its subscription would, and to no other."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from threading import Lock

from botocore.exceptions import ClientError

from shared.aws.failures import error_code
from shared.budget import UNLIMITED
from shared.customers.do_not_contact import DoNotContactList
from shared.offers.message import OfferMessage
from shared.offers.notification import Notification
from shared.offers.reader import RecordedOffers
from shared.timestamps import utc_now
from shared.trace_header import TraceHeader
from tools.recovery.consumers import Consumer
from tools.recovery.deliveries import Delivery, NotTakenError
from tools.recovery.draining import MOST_FAILURES_IN_A_ROW
from tools.recovery.interests import Accepted, Interests
from tools.recovery.portions import each_portion
from tools.recovery.records import shown_id


class GivenUpError(Exception):
    """The consumer took none of many in a row; the text says how many."""


class Outcome(Enum):
    """What came of an event's offer."""

    NONE = "no offer that has left"
    WITHHELD = "its customer wants no offers"
    OVER = "it has expired"
    FILTERED = "the consumer's filter leaves it out"
    WANTED = "to be sent"
    TAKEN = "taken"
    FAILED = "not taken"


@dataclass
class Sent:
    """How many events had which outcome; ``failed`` says why, a line an event."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    def add(self, other: "Sent") -> None:
        """Count ``other`` as well."""
        self.outcomes += other.outcomes
        self.failed += other.failed


class Sending:
    """Sends to ``consumer`` by ``delivery``; without one, nothing is sent, and what would be is ``WANTED``."""

    def __init__(
        self,
        interests: Interests,
        offers: RecordedOffers,
        do_not_contact: DoNotContactList,
        consumer: Consumer,
        delivery: Delivery | None,
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._interests = interests
        self._offers = offers
        self._do_not_contact = do_not_contact
        self._consumer = consumer
        self._delivery = delivery
        self._now = now
        self._lock, self._in_a_row = Lock(), 0

    def run(self, since: datetime, until: datetime, report: Callable[[Sent], None]) -> None:
        """Send the offers of events accepted from ``since`` on and before ``until``; ``report`` gets each portion's.

        Raises botocore's errors, :class:`~shared.aws.table_reader.UnreadItemsError` and :class:`GivenUpError`.
        """
        each_portion(self._interests, since, until, self._portion, report)

    def _portion(self, events: Sequence[Accepted]) -> Sent:
        known = self._offers.known((event.event_id for event in events), UNLIMITED)
        published = {event_id: each.offer for event_id, each in known.items() if each.offer and each.published}
        over = {event_id for event_id, offer in published.items() if self._is_over(offer)}
        wanted = [event.key for event in events if event.event_id in published.keys() - over]
        silent = self._do_not_contact.not_to_contact((key["customer_id"]["S"] for key in wanted), UNLIMITED)
        sent = Sent(Counter({Outcome.NONE: len(events) - len(published), Outcome.OVER: len(over)}))
        for record in self._interests.records(wanted):
            image = record["dynamodb"]["NewImage"]
            if image["customer_id"]["S"] in silent:
                sent.outcomes[Outcome.WITHHELD] += 1
            else:
                self._send(Notification.of(published[image["event_id"]["S"]], _trace(image)), sent)
        return sent

    def _send(self, notification: Notification, sent: Sent) -> None:
        if self._is_over(notification.offer):  # while others were delivered
            sent.outcomes[Outcome.OVER] += 1
        elif not self._consumer.wants(notification.attributes):
            sent.outcomes[Outcome.FILTERED] += 1
        elif self._delivery is None:
            sent.outcomes[Outcome.WANTED] += 1
        elif why := self._deliver(self._delivery, notification):
            sent.outcomes[Outcome.FAILED] += 1
            sent.failed.append(f"event {shown_id(notification.offer.event_id)}: {why}")
        else:
            sent.outcomes[Outcome.TAKEN] += 1

    def _is_over(self, offer: OfferMessage) -> bool:
        return offer.expires_at <= self._now()

    def _deliver(self, delivery: Delivery, notification: Notification) -> str | None:
        """Return why the consumer did not take an offer, or None when it did."""
        with self._lock:
            if self._in_a_row >= MOST_FAILURES_IN_A_ROW:
                raise GivenUpError(f"gave up: {MOST_FAILURES_IN_A_ROW} in a row were not taken")
        try:
            delivery.deliver(self._consumer.letter(notification.offer.body, notification.attributes))
            why = None
        except NotTakenError as problem:
            why = str(problem)
        except ClientError as error:
            why = f"{error.operation_name}: {error_code(error)}"
        with self._lock:
            self._in_a_row = self._in_a_row + 1 if why else 0
        return why


def _trace(image: Mapping[str, Mapping[str, str]]) -> TraceHeader:
    """Return the trace of the request that caused an offer, which its consumer continues; else a new one."""
    return TraceHeader.parse(image.get("trace_header", {}).get("S")) or TraceHeader.new(sampled=False)
