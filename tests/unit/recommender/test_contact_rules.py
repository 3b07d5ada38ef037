"""Who may be told of offers, and how often, over DynamoDB in memory."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from botocore.exceptions import ClientError

from recommender.adapters.contact_rules import ContactRules
from shared.budget import CALL_MS, Budget, OutOfTimeError
from shared.customers.records import DO_NOT_CONTACT, key
from tests.support.fakes.events import NOW, event_id
from tests.support.fakes.invocation import PLENTY
from tests.support.reliability.dynamodb import DynamoDb
from tests.support.reliability.faults import Fault
from tests.support.unit.tables import in_memory
from tests.support.unit.zones import far_from_utc


def within(dynamodb: DynamoDb, event: int, now: datetime = NOW, *, cap: int = 2, customer_id: str = "12345") -> bool:
    return ContactRules(dynamodb, "customers", cap).within_daily_cap(customer_id, event_id(event), now)


def test_those_who_want_no_offers_are_found_among_all() -> None:
    dynamodb = in_memory(Fault("stale", "customers"))
    dynamodb.fill("customers", [key("silent", DO_NOT_CONTACT), key("capped", "offers/2026-11-22")])
    rules = ContactRules(dynamodb, "customers", 0)
    assert rules.not_to_contact(["silent", "capped", "unknown", "silent"], PLENTY) == {"silent"}
    with pytest.raises(OutOfTimeError):
        rules.not_to_contact(["silent"], Budget(lambda: CALL_MS - 1))


def test_the_cap_is_of_a_customer_and_a_day() -> None:
    dynamodb = in_memory()
    assert [within(dynamodb, event) for event in range(3)] == [True, True, False]
    assert within(dynamodb, 3, customer_id="another")
    assert within(dynamodb, 3, NOW + timedelta(days=1))


def test_an_event_that_was_counted_stays_within_the_cap() -> None:
    dynamodb = in_memory()
    assert [within(dynamodb, event, cap=1) for event in (1, 2, 1)] == [True, False, True]


def test_a_day_is_one_of_utc_and_forgotten_two_days_later() -> None:
    dynamodb = in_memory()
    within(dynamodb, 1, datetime(2026, 11, 23, 1, 0, tzinfo=timezone(timedelta(hours=2))))
    item = dynamodb.item("customers", "12345", "offers/2026-11-22")
    assert item is not None
    assert item["event_ids"] == {"SS": [event_id(1)]}
    assert item["expires_at"] == {"N": str(int(datetime(2026, 11, 24, 23, 0, tzinfo=UTC).timestamp()))}


def test_without_a_cap_nothing_is_counted() -> None:
    dynamodb = in_memory()
    assert all(within(dynamodb, event, cap=0) for event in range(3))
    assert dynamodb.items("customers") == []


def test_a_table_that_fails_is_no_customer_who_had_enough() -> None:
    with pytest.raises(ClientError):
        within(in_memory(Fault("throttled", "customers")), 1)


def test_a_day_is_one_of_utc_wherever_the_function_runs() -> None:
    dynamodb = in_memory()
    with far_from_utc():
        within(dynamodb, 1)
    assert dynamodb.item("customers", "12345", "offers/2026-11-22") is not None
