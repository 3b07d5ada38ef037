"""What comes of one record."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from aws_lambda_powertools import Logger

from recommender.adapters.failures import classify
from recommender.adapters.stream_batch import read
from recommender.domain.deciding import Decider
from recommender.domain.fallback_chain import FallbackChain
from recommender.domain.model import Delivery
from recommender.domain.publishing import Publisher
from recommender.domain.record_work import RecordWork
from recommender.domain.reporting import Reporter
from recommender.domain.results import RecordResult
from shared.budget import RECORD_MS, Budget
from shared.interest_event import InterestEvent
from shared.pseudonym import Pseudonyms
from tests.support.fakes.catalogue import FakeCatalogue, item
from tests.support.fakes.events import NOW, interest_event, stream_record
from tests.support.fakes.invocation import PLENTY, CountedMetrics, FakeContext
from tests.support.fakes.offers import MemoryOffers, MemoryRules
from tests.support.fakes.topic import RecordingTopic
from tests.support.unit.recorded import Traced

DELIVERY = read(stream_record(interest_event(), "7"))
A = FakeCatalogue([item("a")])


def work(events: list[InterestEvent], catalogue: FakeCatalogue = A, budget: Budget = PLENTY) -> RecordWork:
    tracing = Traced()
    return RecordWork(
        decider=Decider(events, FallbackChain({}, catalogue, 2), MemoryOffers(), MemoryRules(), timedelta(hours=24)),
        publisher=Publisher(RecordingTopic(), ThreadPoolExecutor(1), classify),
        reporter=Reporter(Logger(service="unit"), CountedMetrics(), tracing),
        budget=budget,
        context=FakeContext(),
        tracing=tracing,
        pseudonyms=Pseudonyms(""),
        variant="none",
        classify=classify,
        now=lambda: NOW,
    )


def of(event: InterestEvent, catalogue: FakeCatalogue = A, budget: Budget = PLENTY) -> RecordResult:
    return work([event], catalogue, budget).do(read(stream_record(event, "7")))


@pytest.mark.parametrize("sampled", [True, False])
def test_an_offer_that_is_traced_is_published_and_another_waits_for_its_batch(sampled: bool) -> None:
    event = interest_event(trace_header=f"Root=1-6740a1b2-0123456789abcdef01234567;Sampled={int(sampled)}")
    result = of(event)
    assert (result.delivery.event, result.published) == (event, sampled)
    assert result.notification is not None
    assert result.failure is None


def test_a_record_that_needs_no_offer_is_done() -> None:
    assert of(interest_event(), FakeCatalogue()) == RecordResult(DELIVERY)
    nothing = Delivery("7", "stream-7", None)
    assert work([]).do(nothing) == RecordResult(nothing)
    assert [work([]).do(nothing).ended, of(interest_event(), FakeCatalogue()).ended] == [NOW, NOW]


@pytest.mark.parametrize(("sampled", "ended"), [(True, NOW), (False, None)])
def test_a_record_has_ended_unless_its_offer_waits_for_a_batch(sampled: bool, ended: datetime | None) -> None:
    event = interest_event(trace_header=f"Root=1-6740a1b2-0123456789abcdef01234567;Sampled={int(sampled)}")
    assert of(event).ended == ended


def test_poison_fails_as_it_was_read() -> None:
    poison = Delivery("7", "stream-7", None, {"error_class": "MalformedEventError", "error_code": ""})
    assert work([]).do(poison) == RecordResult(poison, failure=poison.failure, poison=True)


@pytest.mark.parametrize(
    ("error", "poison"), [(ConnectionError("canary"), False), (KeyError("canary"), True)], ids=["may pass", "defect"]
)
def test_a_failure_is_reported_by_its_class_and_whether_it_would_come_again(error: Exception, poison: bool) -> None:
    log_fields = {"error_class": type(error).__name__, "error_code": ""}
    assert of(interest_event(), FakeCatalogue(error=error)) == RecordResult(DELIVERY, failure=log_fields, poison=poison)


def test_a_record_is_begun_only_when_it_can_end() -> None:
    out_of_time = {"error_class": "OutOfTimeError", "error_code": ""}
    assert of(interest_event(), budget=Budget(lambda: RECORD_MS - 1)).failure == out_of_time
    assert of(interest_event(), budget=Budget(lambda: RECORD_MS)).failure is None
