"""Sending offers to one consumer: which are not sent any more by the time it is their turn."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tests.support.fakes.events import NOW
from tests.support.fakes.offers import MemoryOffers, MemoryRules, offer_message
from tests.support.unit.tools.recovery.fakes import MemoryInterests, event_id, record
from tools.recovery.consumers import Consumer
from tools.recovery.sending import Outcome, Sending, Sent


@dataclass
class SlowDelivery:
    """Takes every offer, after a day."""

    seconds: float = 0
    now: datetime = NOW
    taken: list[str] = field(default_factory=list)

    def deliver(self, letter: Any) -> None:
        self.taken.append(letter.body)
        self.now += timedelta(days=1)


def test_an_offer_that_expires_while_others_are_delivered_is_not_sent() -> None:
    ids = [event_id(number) for number in range(3)]
    offers = MemoryOffers({each: offer_message(each) for each in ids}, published=set(ids))
    consumer = Consumer("sqs", "arn", "url", "", "arn:1", raw_message_delivery=True, filter_policy={})
    delivery, sent = SlowDelivery(), Sent()
    interests = MemoryInterests([record(number) for number in range(3)])
    sending = Sending(interests, offers, MemoryRules(), consumer, delivery, now=lambda: delivery.now)

    sending.run(NOW, NOW, sent.add)

    assert delivery.taken == [offer_message(ids[0]).body]
    assert sent.outcomes == Counter({Outcome.TAKEN: 1, Outcome.OVER: 2})
