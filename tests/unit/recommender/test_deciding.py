"""What deciding asks of the tables: for whom, when, and within which time."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from recommender.domain.deciding import Decider
from recommender.domain.fallback_chain import FallbackChain
from shared.budget import Budget
from shared.interest_event import InterestEvent
from shared.offers.message import OfferMessage
from shared.offers.recorded import RecordedOffer
from shared.timestamps import iso_milliseconds
from tests.support.fakes.catalogue import FakeCatalogue, item
from tests.support.fakes.events import NOW, event_id, interest_event
from tests.support.fakes.invocation import PLENTY
from tests.support.fakes.offers import MemoryOffers, MemoryRules, offer_message

EVENT = interest_event()


class WatchedOffers(MemoryOffers):
    """Keeps the time that each read may take, and which event was decided when."""

    def __init__(self) -> None:
        super().__init__()
        self.budgets: list[Budget] = []
        self.decided: list[tuple[InterestEvent, datetime]] = []

    def known(self, event_ids: Iterable[str], budget: Budget) -> dict[str, RecordedOffer]:
        self.budgets.append(budget)
        return super().known(event_ids, budget)

    def try_again(self, event: InterestEvent, now: datetime, budget: Budget) -> RecordedOffer:
        self.budgets.append(budget)
        self.decided.append((event, now))
        return super().try_again(event, now, budget)

    def record(self, offer: OfferMessage, event: InterestEvent, now: datetime) -> RecordedOffer:
        self.decided.append((event, now))
        return super().record(offer, event, now)

    def withhold(self, event: InterestEvent, why: str, now: datetime) -> None:
        self.decided.append((event, now))
        super().withhold(event, why, now)


class WatchedRules(MemoryRules):
    """Keeps the time that each read may take, and what was counted."""

    def __init__(self, *, offers_per_day: int = 0) -> None:
        super().__init__(offers_per_day=offers_per_day)
        self.budgets: list[Budget] = []
        self.capped: list[tuple[str, str, datetime]] = []

    def not_to_contact(self, customer_ids: Iterable[str], budget: Budget) -> frozenset[str]:
        self.budgets.append(budget)
        return super().not_to_contact(customer_ids, budget)

    def within_daily_cap(self, customer_id: str, event_id: str, now: datetime) -> bool:
        self.capped.append((customer_id, event_id, now))
        return super().within_daily_cap(customer_id, event_id, now)


def decider(offers: MemoryOffers, rules: MemoryRules) -> Decider:
    return Decider([EVENT], FallbackChain({}, FakeCatalogue([item("a")]), 2), offers, rules, timedelta(hours=24))


def test_tables_are_asked_within_the_records_time() -> None:
    offers, rules = WatchedOffers(), WatchedRules()
    decider(offers, rules).decide(EVENT, "/s", NOW, PLENTY)
    assert {id(budget) for budget in (*offers.budgets, *rules.budgets)} == {id(PLENTY)}


def test_an_offer_that_waits_is_tried_again_for_its_event_at_its_time_and_within_the_records() -> None:
    offers, rules = WatchedOffers(), WatchedRules()
    offers.kept[EVENT.event_id] = offer_message(EVENT.event_id)
    decision = decider(offers, rules).decide(EVENT, "/s", NOW, PLENTY)
    assert (decision.offer, decision.again) == (offers.kept[EVENT.event_id], True)
    assert offers.decided == [(EVENT, NOW)]
    assert [budget is PLENTY for budget in offers.budgets] == [True, True]


def test_an_event_is_counted_for_its_customer_at_its_time_and_recorded_then() -> None:
    offers, rules = WatchedOffers(), WatchedRules(offers_per_day=1)
    rules.counted["12345"] = set()
    assert decider(offers, rules).decide(EVENT, "/s", NOW, PLENTY).offer is not None
    assert rules.capped == [("12345", EVENT.event_id, NOW)]
    assert offers.decided == [(EVENT, NOW)]


def test_an_event_beyond_the_cap_is_withheld_at_its_time() -> None:
    offers, rules = WatchedOffers(), WatchedRules(offers_per_day=1)
    rules.counted["12345"] = {event_id(1)}
    assert decider(offers, rules).decide(EVENT, "/s", NOW, PLENTY).withheld == "daily-cap"
    assert offers.decided == [(EVENT, NOW)]


def test_a_published_offer_is_said_to_be_repeated_whatever_the_customer_wants_now() -> None:
    offers, rules = MemoryOffers(), MemoryRules(silent={"12345"})
    offers.kept[EVENT.event_id] = offer_message(EVENT.event_id)
    offers.published.add(EVENT.event_id)
    decision = decider(offers, rules).decide(EVENT, "/s", NOW, PLENTY)
    assert (decision.offer, decision.withheld, decision.repeated, decision.again) == (None, None, True, True)


def test_what_was_withheld_stays_so_although_the_customer_would_get_it_now() -> None:
    offers = MemoryOffers(withheld={EVENT.event_id: "do-not-contact"})
    decision = decider(offers, MemoryRules()).decide(EVENT, "/s", NOW, PLENTY)
    assert (decision.offer, decision.repeated, decision.again) == (None, False, True)


class Refused(WatchedOffers):
    """Holds an offer of an earlier delivery that the topic refused; keeps what is decided anew, and in whose place."""

    def __init__(self, expired: timedelta) -> None:
        super().__init__()
        self.refused = {EVENT.event_id}
        self.kept[EVENT.event_id] = offer_message(EVENT.event_id)  # of NOW, for 24 hours
        self.now = self.kept[EVENT.event_id].expires_at + expired
        self.anew: list[tuple[OfferMessage, str]] = []

    def decide_anew(self, offer: OfferMessage, event: InterestEvent, attempt: str, now: datetime) -> RecordedOffer:
        self.anew.append((offer, attempt))
        return super().decide_anew(offer, event, attempt, now)


@pytest.mark.parametrize("expired", [timedelta(0), timedelta(hours=1)])
def test_an_offer_that_never_left_and_has_expired_is_decided_anew_in_the_place_of_the_last_attempt(
    expired: timedelta,
) -> None:
    offers = Refused(expired)
    decision = decider(offers, WatchedRules()).decide(EVENT, "/shop/recommender", offers.now, PLENTY)
    ((offer, attempt),) = offers.anew
    assert (decision.offer, attempt) == (offer, str(offers.attempts))
    assert json.loads(offer.body)["source"] == "/shop/recommender"


def test_an_offer_that_never_left_and_is_valid_still_is_published_as_it_is() -> None:
    offers = Refused(timedelta(milliseconds=-1))
    assert decider(offers, WatchedRules()).decide(EVENT, "/s", offers.now, PLENTY).offer == offers.kept[EVENT.event_id]
    assert offers.anew == []


def test_an_event_that_was_withheld_while_it_was_looked_at_stays_withheld() -> None:
    class WithheldMeanwhile(WatchedOffers):
        def try_again(self, event: InterestEvent, now: datetime, budget: Budget) -> RecordedOffer:
            self.withhold(event, "do-not-contact", now)
            return super().try_again(event, now, budget)

    offers = WithheldMeanwhile()
    offers.kept[EVENT.event_id] = offer_message(EVENT.event_id)
    decision = decider(offers, WatchedRules()).decide(EVENT, "/s", NOW, PLENTY)
    assert (decision.offer, decision.repeated) == (None, False)


def test_an_offer_that_another_delivery_recorded_meanwhile_and_has_expired_is_decided_anew_with_our_source() -> None:
    class Overtaken(Refused):
        def known(self, event_ids: Iterable[str], budget: Budget) -> dict[str, RecordedOffer]:
            return {}

    offers = Overtaken(timedelta(hours=1))
    event = replace(EVENT, timestamp=iso_milliseconds(offers.now))
    decision = decider(offers, WatchedRules()).decide(event, "/shop/recommender", offers.now, PLENTY)
    assert decision.offer is not None
    assert json.loads(decision.offer.body)["source"] == "/shop/recommender"
