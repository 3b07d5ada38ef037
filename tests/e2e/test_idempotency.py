"""A storefront repeats a request, and the API keeps one event of it."""

import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.e2e.deployments import plan_with_key
from tests.support.e2e.wire import checked, send
from tests.support.target import Target, eventually
from tools.journey import SAMPLE, Response

AT_ONCE = 10
LOST_REPLY = {
    "service": "dynamodb",
    "operation": "PutItem",
    "when": "after",
    "status": 500,
    "code": "InternalServerError",
}


@pytest.fixture
def customer() -> str:
    """A customer of whom nothing is stored yet."""
    return f"repeats-{uuid.uuid4()}"


def post(target: Target, customer: str, key: str | None = None, api_key: str = "", **changes: str) -> Response:
    """Post the sample for ``customer``, with an idempotency key or without, as the storefront of an API key."""
    headers = [("Content-Type", "application/json"), *([("Idempotency-Key", key)] if key else [])]
    body = {**SAMPLE, "customer_id": customer, **changes}
    return checked(send(target, json.dumps(body).encode(), headers, api_key=api_key))


def stored(target: Target, customer: str) -> list[str]:
    """Return the ids of the events that the table holds of ``customer``."""
    found = target.client("dynamodb").query(
        TableName=target.environment["INTEREST_TABLE"],
        KeyConditionExpression="customer_id = :customer",
        ExpressionAttributeValues={":customer": {"S": customer}},
        ConsistentRead=True,
    )
    return [item["event_id"]["S"] for item in found["Items"]]


def test_a_repeat_gets_the_same_response_and_stores_nothing(target: Target, customer: str) -> None:
    key = str(uuid.uuid4())
    first, again = post(target, customer, key), post(target, customer, key)

    assert (again.status, again.body) == (202, first.body)
    assert stored(target, customer) == [first.body["event_id"]]


def test_ten_posts_at_once_with_one_key_leave_one_item_and_one_offer(target: Target, customer: str) -> None:
    key = str(uuid.uuid4())
    with ThreadPoolExecutor(target.started_clients(AT_ONCE)) as clients:
        responses = list(clients.map(lambda _: post(target, customer, key), range(AT_ONCE)))
    event_id = responses[0].body["event_id"]

    assert [(response.status, response.body) for response in responses] == [(202, responses[0].body)] * AT_ONCE
    assert stored(target, customer) == [event_id]
    # Whatever the ten led to was in the table's stream before this one, and has arrived when its offer has.
    last = post(target, customer).body["event_id"]
    received = target.offers_for(event_id, last)
    assert len({json.dumps(copy, sort_keys=True) for copy in received[event_id]}) == 1
    of_customer = {each for each, copies in received.items() if copies[0]["data"]["customer_id"] == customer}
    assert of_customer == {event_id, last}


def test_a_key_with_another_body_is_refused_and_changes_nothing(target: Target, customer: str) -> None:
    key = str(uuid.uuid4())
    first = post(target, customer, key)

    assert post(target, customer, key, interest="books").status == 409
    assert target.interest_item(customer, first.body["event_id"])["interest"] == {"S": SAMPLE["interest"]}
    assert post(target, customer, key).body == first.body


def test_a_key_counts_for_one_customer(target: Target, customer: str) -> None:
    key = str(uuid.uuid4())
    other = f"{customer}-2"

    assert post(target, customer, key).body["event_id"] != post(target, other, key).body["event_id"]
    assert len(stored(target, other)) == 1


@pytest.mark.local_only
def test_a_key_counts_for_one_storefront(target: Target, customer: str) -> None:
    key = str(uuid.uuid4())
    with plan_with_key(target, throttle={"rateLimit": 1000.0, "burstLimit": 1000}) as api_key:
        other = post(target, customer, key, api_key=api_key, interest="books")

    assert other.status == 202
    assert post(target, customer, key).status == 202
    assert len(stored(target, customer)) == 2


def test_posts_without_a_key_are_all_kept(target: Target, customer: str) -> None:
    with ThreadPoolExecutor(target.started_clients(AT_ONCE)) as clients:
        responses = list(clients.map(lambda _: post(target, customer), range(AT_ONCE)))

    assert len({response.body["event_id"] for response in responses}) == AT_ONCE
    assert sorted(stored(target, customer)) == sorted(response.body["event_id"] for response in responses)


@pytest.mark.local_only
def test_a_write_whose_reply_was_lost_once_is_answered_as_if_it_had_come(target: Target, customer: str) -> None:
    key = str(uuid.uuid4())
    with target.fault(**LOST_REPLY, resource=customer, count=1):
        first = post(target, customer, key)

    assert first.status == 202
    assert post(target, customer, key).body == first.body
    assert stored(target, customer) == [first.body["event_id"]]


@pytest.mark.local_only
def test_a_repeat_finds_the_event_whose_replies_were_all_lost(target: Target, customer: str) -> None:
    key = str(uuid.uuid4())
    with target.fault(**LOST_REPLY, resource=customer):
        assert post(target, customer, key).status == 503
    (event_id,) = stored(target, customer)
    again = post(target, customer, key)

    assert (again.status, again.body["event_id"]) == (202, event_id)
    assert stored(target, customer) == [event_id]


@pytest.mark.local_only
def test_what_is_remembered_of_a_key_expires_with_its_event(target: Target, customer: str) -> None:
    """Time to live takes the item away; then the key is as good as new."""
    key = str(uuid.uuid4())
    event_id = post(target, customer, key).body["event_id"]
    item_key = {"customer_id": {"S": customer}, "event_id": {"S": event_id}}
    target.client("dynamodb").delete_item(TableName=target.environment["INTEREST_TABLE"], Key=item_key)
    eventually(lambda: stored(target, customer), lambda found: not found, "the item is still there")

    assert post(target, customer, key, interest="books").status == 202
