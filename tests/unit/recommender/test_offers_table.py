"""The offers table, over DynamoDB in memory."""

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

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
from tests.support.reliability.faults import Fault, client_error
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


SHORT = replace(EVENT, expires_at=int(NOW.timestamp()))
EXPIRES_AT = {"N": str(int((NOW + timedelta(days=35)).timestamp()))}
ROW = {"event_id": {"S": event_id(1)}, "offer": {"S": FIRST.body}, "expires_at": EXPIRES_AT}
LATER = NOW + timedelta(minutes=1)


def recorded(*armed: Fault, refused: bool = False) -> DynamoDb:
    """A table with the first offer, which the topic refused or did not."""
    dynamodb = in_memory(*armed)
    dynamodb.fill("offers", [{**ROW, "refused_at": {"S": "2026-11-22T20:32:45.123Z"}} if refused else ROW])
    return dynamodb


def test_a_first_attempt_that_was_refused_is_noted_beside_the_offer() -> None:
    dynamodb = in_memory()
    kept = offers(dynamodb).record(FIRST, SHORT, NOW)
    assert dynamodb.items("offers") == [ROW]

    offers(dynamodb).note_refused(SHORT, kept.attempt or "", LATER)

    assert dynamodb.items("offers") == [
        {
            **ROW,
            "refused_at": {"S": "2026-11-22T20:33:45.123Z"},
            "expires_at": {"N": str(int(EXPIRES_AT["N"]) + 60)},
        }
    ]


def test_the_refusal_of_a_first_attempt_sends_no_value_that_its_condition_lacks() -> None:
    """DynamoDB refuses a request with a value that no expression uses."""
    sent: list[dict[str, Any]] = []

    class Client:
        def update_item(self, **request: Any) -> dict[str, Any]:
            sent.append(request)
            return {}

    for attempt in (FIRST_ATTEMPT, "another"):
        OffersTable(cast(DynamoDb, Client()), "offers").note_refused(SHORT, attempt, NOW)

    assert [
        (":attempt" in each["ExpressionAttributeValues"], "= :attempt" in each["ConditionExpression"]) for each in sent
    ] == [
        (False, False),
        (True, True),
    ]


def test_another_attempt_takes_the_refusal_off_and_has_a_name_of_its_own() -> None:
    dynamodb = recorded(refused=True)

    attempt = offers(dynamodb).try_again(SHORT, LATER, PLENTY).attempt

    assert attempt is not None
    assert uuid.UUID(attempt).version == 4
    assert dynamodb.items("offers") == [
        {**ROW, "attempt": {"S": attempt}, "expires_at": {"N": str(int(EXPIRES_AT["N"]) + 60)}}
    ]
    offers(dynamodb).note_refused(SHORT, attempt, NOW)
    assert dynamodb.items("offers")[0]["refused_at"] == {"S": "2026-11-22T20:32:45.123Z"}


def test_nobody_knows_of_an_attempt_that_was_not_refused() -> None:
    dynamodb = recorded()
    assert offers(dynamodb).try_again(SHORT, NOW, PLENTY) == RecordedOffer(FIRST)
    assert "attempt" in dynamodb.items("offers")[0]


def test_the_refusal_of_an_attempt_after_which_another_was_begun_is_not_noted() -> None:
    dynamodb = recorded(refused=True)
    attempt = offers(dynamodb).try_again(SHORT, NOW, PLENTY).attempt
    offers(dynamodb).try_again(SHORT, NOW, PLENTY)
    for earlier in (FIRST_ATTEMPT, attempt or ""):
        with pytest.raises(ClientError, match="ConditionalCheckFailed"):
            offers(dynamodb).note_refused(SHORT, earlier, NOW)
    assert "refused_at" not in dynamodb.items("offers")[0]


def test_what_was_published_or_is_unknown_was_not_refused() -> None:
    published = recorded()
    offers(published).mark_published(SHORT, NOW)
    for dynamodb in (published, in_memory()):
        before = dynamodb.items("offers")
        with pytest.raises(ClientError, match="ConditionalCheckFailed"):
            offers(dynamodb).note_refused(SHORT, FIRST_ATTEMPT, NOW)
        assert dynamodb.items("offers") == before


def test_an_offer_is_replaced_by_the_latest_attempt_alone() -> None:
    dynamodb = recorded(refused=True)
    attempt = offers(dynamodb).try_again(SHORT, NOW, PLENTY).attempt or ""

    assert offers(dynamodb).decide_anew(OTHER, SHORT, "another", NOW) == RecordedOffer(FIRST)
    assert dynamodb.items("offers")[0]["offer"] == {"S": FIRST.body}
    assert offers(dynamodb).decide_anew(OTHER, SHORT, attempt, NOW) == RecordedOffer(OTHER, attempt=FIRST_ATTEMPT)
    assert dynamodb.items("offers") == [{**ROW, "offer": {"S": OTHER.body}}]


@pytest.mark.parametrize("settle", ["mark_published", "withhold"])
def test_what_was_settled_meanwhile_is_not_replaced(settle: str) -> None:
    dynamodb = recorded(refused=True)
    attempt = offers(dynamodb).try_again(SHORT, NOW, PLENTY).attempt or ""
    if settle == "withhold":
        offers(dynamodb).withhold(SHORT, "daily-cap", NOW)
    else:
        offers(dynamodb).mark_published(SHORT, NOW)

    assert offers(dynamodb).decide_anew(OTHER, SHORT, attempt, NOW).is_settled
    assert dynamodb.items("offers")[0]["offer"] == {"S": FIRST.body}


def test_where_an_attempt_cannot_be_written_what_is_recorded_is_read() -> None:
    denied = Fault("denied", "offers.update_item")
    assert offers(recorded(denied)).try_again(SHORT, NOW, PLENTY) == RecordedOffer(FIRST)
    for dynamodb in (recorded(denied, refused=True), in_memory(denied), in_memory()):
        with pytest.raises(ClientError):
            offers(dynamodb).try_again(SHORT, NOW, PLENTY)


def test_an_unknown_event_gets_no_row_by_another_attempt() -> None:
    dynamodb = in_memory()
    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        offers(dynamodb).try_again(SHORT, NOW, PLENTY)
    assert dynamodb.items("offers") == []


def test_a_condition_that_failed_without_the_item_is_raised() -> None:
    class WithoutItem:
        def put_item(self, **_: object) -> dict[str, object]:
            raise client_error("ConditionalCheckFailedException", "PutItem")

    class WithItem:
        def put_item(self, **_: object) -> dict[str, object]:
            raise client_error("InternalServerError", "PutItem", Item=ROW)

    for client in (WithoutItem(), WithItem()):
        with pytest.raises(ClientError):
            OffersTable(cast(DynamoDb, client), "offers").record(FIRST, SHORT, NOW)
