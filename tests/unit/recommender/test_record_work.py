"""What comes of one record."""

from datetime import timedelta

import pytest
from aws_lambda_powertools import Logger

from recommender.budget import RECORD_MS, Budget
from recommender.deciding import Decider
from recommender.ladder import Ladder
from recommender.record_work import Made, RecordWork
from recommender.stream_record import Delivery, read
from shared.interest_event import InterestEvent
from shared.pseudonym import Pseudonyms
from tests.unit.fakes import (
    NOW,
    PLENTY,
    CountedMetrics,
    FakeCatalogue,
    FakeContext,
    MemoryOffers,
    MemoryRules,
    RecordingTopic,
    interest_event,
    item,
    stream_record,
)
from tests.unit.recorded import Traced

DELIVERY = read(stream_record(interest_event(), "7"))
A = FakeCatalogue([item("a")])


def work(events: list[InterestEvent], catalogue: FakeCatalogue = A, budget: Budget = PLENTY) -> RecordWork:
    return RecordWork(
        decider=Decider(events, Ladder({}, catalogue, 2), MemoryOffers(), MemoryRules(), timedelta(hours=24)),
        topic=RecordingTopic(),
        budget=budget,
        context=FakeContext(),
        logger=Logger(service="unit"),
        counters=CountedMetrics(),
        tracing=Traced(),
        pseudonyms=Pseudonyms(""),
        variant="none",
        now=lambda: NOW,
    )


def of(event: InterestEvent, catalogue: FakeCatalogue = A, budget: Budget = PLENTY) -> Made:
    return work([event], catalogue, budget).do(read(stream_record(event, "7")))


@pytest.mark.parametrize("sampled", [True, False])
def test_an_offer_that_is_traced_has_left_and_another_waits_for_its_batch(sampled: bool) -> None:
    event = interest_event(trace_header=f"Root=1-6740a1b2-0123456789abcdef01234567;Sampled={int(sampled)}")
    made = of(event)
    assert (made.delivery.event, made.left) == (event, sampled)
    assert made.outgoing is not None
    assert made.failure is None


def test_a_record_that_needs_no_offer_is_done() -> None:
    assert of(interest_event(), FakeCatalogue()) == Made(DELIVERY)
    nothing = Delivery("7", "stream-7", None)
    assert work([]).do(nothing) == Made(nothing)


def test_poison_fails_as_it_was_read() -> None:
    poison = Delivery("7", "stream-7", None, {"error_class": "MalformedEventError", "error_code": ""})
    assert work([]).do(poison) == Made(poison, failure=poison.failure, poison=True)


@pytest.mark.parametrize(
    ("error", "poison"), [(ConnectionError("canary"), False), (KeyError("canary"), True)], ids=["may pass", "defect"]
)
def test_a_failure_is_told_by_its_class_and_whether_it_would_come_again(error: Exception, poison: bool) -> None:
    facts = {"error_class": type(error).__name__, "error_code": ""}
    assert of(interest_event(), FakeCatalogue(error=error)) == Made(DELIVERY, failure=facts, poison=poison)


def test_a_record_is_begun_only_when_it_can_end() -> None:
    out_of_time = {"error_class": "OutOfTimeError", "error_code": ""}
    assert of(interest_event(), budget=Budget(lambda: RECORD_MS - 1)).failure == out_of_time
    assert of(interest_event(), budget=Budget(lambda: RECORD_MS)).failure is None
