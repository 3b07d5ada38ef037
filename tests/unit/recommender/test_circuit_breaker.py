"""A campaign that keeps failing is left alone, and asked again before long."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from recommender.domain.circuit_breaker import CIRCUIT_OPEN, FAILURES_IN_A_ROW, OPEN_SECONDS, CircuitBreaker
from recommender.domain.model import RecommendationError
from tests.support.fakes.catalogue import FakeRecommender
from tests.support.fakes.events import interest_event

DOWN = RecommendationError({"error_class": "ReadTimeoutError"})


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def outcome(breaker: CircuitBreaker) -> object:
    try:
        return breaker.recommend(interest_event(), 5).item_ids
    except RecommendationError as error:
        return error.log_fields


def opened(campaign: FakeRecommender, clock: Callable[[], float]) -> CircuitBreaker:
    breaker = CircuitBreaker(campaign, clock)
    campaign.error = DOWN
    for _ in range(FAILURES_IN_A_ROW):
        assert outcome(breaker) == DOWN.log_fields
    return breaker


def test_a_campaign_that_works_is_asked_every_time() -> None:
    campaign = FakeRecommender(("a",))
    breaker = CircuitBreaker(campaign)
    assert [outcome(breaker) for _ in range(20)] == [("a",)] * 20


def test_a_campaign_that_keeps_failing_is_no_longer_asked() -> None:
    campaign = FakeRecommender()
    breaker = opened(campaign, Clock())
    assert outcome(breaker) == CIRCUIT_OPEN
    assert len(campaign.asked) == FAILURES_IN_A_ROW


def test_failures_with_a_success_between_them_do_not_count_together() -> None:
    campaign = FakeRecommender(("a",))
    breaker = CircuitBreaker(campaign)
    for _ in range(3):
        campaign.error = DOWN
        for _ in range(FAILURES_IN_A_ROW - 1):
            assert outcome(breaker) == DOWN.log_fields
        campaign.error = None
        assert outcome(breaker) == ("a",)


def test_after_a_while_one_event_tries_and_a_success_closes_the_circuit() -> None:
    clock, campaign = Clock(), FakeRecommender(("a",))
    breaker = opened(campaign, clock)
    clock.now += OPEN_SECONDS
    campaign.error = None
    assert [outcome(breaker) for _ in range(3)] == [("a",)] * 3


def test_a_try_that_fails_keeps_the_circuit_open() -> None:
    clock, campaign = Clock(), FakeRecommender()
    breaker = opened(campaign, clock)
    clock.now += OPEN_SECONDS
    assert [outcome(breaker) for _ in range(3)] == [DOWN.log_fields, CIRCUIT_OPEN, CIRCUIT_OPEN]
    clock.now += OPEN_SECONDS
    assert outcome(breaker) == DOWN.log_fields


def test_while_one_event_tries_the_others_are_not_kept_waiting() -> None:
    clock, campaign = Clock(), FakeRecommender(("a",))
    breaker = opened(campaign, clock)
    clock.now += OPEN_SECONDS
    others: list[object] = []

    class Hesitant(FakeRecommender):
        def recommend(self, event: object, count: int) -> object:
            others.append(outcome(breaker))
            raise DOWN

    breaker._campaign = Hesitant()
    assert outcome(breaker) == DOWN.log_fields
    assert others == [CIRCUIT_OPEN]


def test_a_try_that_never_ends_does_not_close_the_way_for_good() -> None:
    clock, campaign = Clock(), FakeRecommender(("a",))
    breaker = opened(campaign, clock)
    clock.now += OPEN_SECONDS
    assert breaker._may_ask()
    clock.now += OPEN_SECONDS
    campaign.error = None
    assert outcome(breaker) == ("a",)


def test_recovery_is_noticed_within_a_minute() -> None:
    assert OPEN_SECONDS * 2 < 60


def test_threads_that_fail_together_count_each() -> None:
    campaign = FakeRecommender(error=DOWN)
    breaker = CircuitBreaker(campaign)
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: outcome(breaker), range(100)))
    assert outcomes.count(DOWN.log_fields) == len(campaign.asked) <= FAILURES_IN_A_ROW + 8
    with pytest.raises(RecommendationError):
        breaker.recommend(interest_event(), 1)


def test_the_campaign_is_asked_for_what_the_breaker_is_asked() -> None:
    campaign = FakeRecommender(("a",))
    CircuitBreaker(campaign).recommend(interest_event(customer_id="x"), 7)
    assert campaign.asked == [(interest_event(customer_id="x"), 7)]
