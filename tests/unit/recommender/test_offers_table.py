"""The offers table, over DynamoDB in memory."""

from dataclasses import replace
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from recommender.adapters.offers_table import FIRST as FIRST_ATTEMPT
from recommender.adapters.offers_table import OffersTable
from recommender.domain.offers import Choice, compose
from shared.budget import CALL_MS, Budget, OutOfTimeError
from shared.offers.recorded import RecordedOffer
from tests.support.fakes.catalogue import item
from tests.support.fakes.events import NOW, event_id, interest_event
from tests.support.fakes.invocation import PLENTY
from tests.support.fakes.offers import offer_message
from tests.support.reliability.dynamodb import DynamoDb
from tests.support.reliability.faults import Fault
from tests.support.unit.tables import in_memory

EVENT = interest_event(event_id=event_id(1))
FIRST = offer_message(event_id(1))
OTHER = compose(EVENT, Choice("catalogue", (item("b"),)), "/cxe-local/recommender", NOW, timedelta(hours=1))


def offers(dynamodb: DynamoDb) -> OffersTable:
    return OffersTable(dynamodb, "offers")


def test_the_first_decision_for_an_event_stays() -> None:
    kept = offers(in_memory())
    assert kept.record(FIRST, EVENT, NOW) == RecordedOffer(FIRST, attempt=FIRST_ATTEMPT)
    assert kept.record(OTHER, EVENT, NOW) == RecordedOffer(FIRST)
    assert kept.known([event_id(1), event_id(2), event_id(1)], PLENTY) == {event_id(1): RecordedOffer(FIRST)}


def test_an_offer_that_was_published_is_known_to_be() -> None:
    dynamodb = in_memory()
    offers(dynamodb).record(FIRST, EVENT, NOW)
    offers(dynamodb).mark_published(EVENT, NOW)
    assert offers(dynamodb).known([event_id(1)], PLENTY) == {event_id(1): RecordedOffer(FIRST, published=True)}
    assert offers(dynamodb).record(OTHER, EVENT, NOW) == RecordedOffer(FIRST, published=True)
    assert dynamodb.items("offers")[0]["published_at"] == {"S": "2026-11-22T20:32:45.123Z"}


@pytest.mark.parametrize("recorded", [True, False])
def test_what_was_withheld_stays_so(recorded: bool) -> None:
    dynamodb = in_memory()
    if recorded:
        offers(dynamodb).record(FIRST, EVENT, NOW)
    offers(dynamodb).withhold(EVENT, "daily-cap", NOW)
    assert offers(dynamodb).known([event_id(1)], PLENTY) == {event_id(1): RecordedOffer(None)}
    assert offers(dynamodb).record(OTHER, EVENT, NOW) == RecordedOffer(None)
    assert dynamodb.items("offers")[0]["withheld"] == {"S": "daily-cap"}


@pytest.mark.parametrize(("lives", "kept"), [(34, 35), (90, 90)])
@pytest.mark.parametrize("write", ["record", "withhold", "mark_published"])
def test_a_decision_is_forgotten_with_its_event_and_after_35_days(write: str, lives: int, kept: int) -> None:
    dynamodb = in_memory()
    event = replace(EVENT, expires_at=int((NOW + timedelta(days=lives)).timestamp()))
    if write == "record":
        offers(dynamodb).record(FIRST, event, NOW)
    elif write == "withhold":
        offers(dynamodb).withhold(event, "daily-cap", NOW)
    else:
        offers(dynamodb).mark_published(event, NOW)
    (item,) = dynamodb.items("offers")
    assert item["expires_at"] == {"N": str(int((NOW + timedelta(days=kept)).timestamp()))}


def test_a_table_that_fails_has_decided_nothing() -> None:
    with pytest.raises(ClientError):
        offers(in_memory(Fault("throttled", "offers"))).record(FIRST, EVENT, NOW)


def test_no_read_is_begun_that_might_not_end_in_time() -> None:
    with pytest.raises(OutOfTimeError):
        offers(in_memory()).known([event_id(1)], Budget(lambda: CALL_MS - 1))
