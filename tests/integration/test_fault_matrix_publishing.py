"""The rows of the fault matrix about one content for each event: repeats, order, ends of a function, and SNS."""

import pytest

from tests.integration.conftest import Handler
from tests.support.fakes.events import event_id
from tests.support.fault_matrix import row
from tests.support.integration.cloud import CATALOGUE, INTERESTS, OFFERS, Cloud, Queue
from tests.support.integration.deliveries import CONTEXT, TIMEOUT, contents, failed, post, records
from tests.support.integration.faults import ErrorResponse, Faults
from tests.support.integration.personalize import Personalize


class Killed(BaseException):
    """Lambda ends the function here."""


@row("duplicate, replayed batch")
def test_a_batch_that_is_replayed_changes_no_byte(
    recommender: Handler, queue: Queue, cloud: Cloud, personalize: Personalize
) -> None:
    recommender({"Records": [*records(), *records()]}, CONTEXT)
    first = contents(queue)
    for item in cloud.items(OFFERS):  # as when the marks were lost: everything is published once more
        cloud.dynamodb.update_item(
            TableName=OFFERS, Key={"event_id": item["event_id"]}, UpdateExpression="REMOVE published_at"
        )
    personalize.item_ids = ("bread",)
    recommender({"Records": records()}, CONTEXT)
    assert contents(queue) == first
    assert all(len(each) == 1 for each in first.values())


@row("out of order")
def test_events_in_any_order_get_the_offers_that_they_would_in_order(
    recommender: Handler, queue: Queue, ingest: Handler, cloud: Cloud
) -> None:
    for _ in range(2):
        post(ingest)
    assert len(cloud.items(INTERESTS)) == 1, "one INSERT for each key"
    for record in reversed(records(4)):
        assert failed(recommender({"Records": [record]}, CONTEXT)) == []
    assert contents(queue).keys() == {event_id(number) for number in range(4)}


@row("Lambda killed before/after recording, before/after publishing")
@pytest.mark.parametrize(("plan", "operation"), [("planned", "PutItem"), ("lost", "PutItem")], ids=["before", "after"])
def test_a_function_that_is_killed_around_recording_offers_once(
    recommender: Handler, queue: Queue, faults: Faults, personalize: Personalize, plan: str, operation: str
) -> None:
    killed_and_retried(recommender, faults, plan, operation)
    assert {event: len(each) for event, each in contents(queue).items()} == dict.fromkeys(map(event_id, range(3)), 1)


@row("Lambda killed before/after recording, before/after publishing")
@pytest.mark.parametrize("plan", ["planned", "lost"], ids=["before", "after"])
def test_a_function_that_is_killed_around_publishing_publishes_the_recorded_bytes(
    recommender: Handler, queue: Queue, cloud: Cloud, faults: Faults, personalize: Personalize, plan: str
) -> None:
    killed_and_retried(recommender, faults, plan, "PublishBatch")
    recorded = {item["event_id"]["S"]: {item["offer"]["S"]} for item in cloud.items(OFFERS)}
    assert contents(queue) == recorded
    assert len(recorded) == 3


def killed_and_retried(recommender: Handler, faults: Faults, plan: str, operation: str) -> None:
    getattr(faults, plan)[operation] = [Killed()]
    with pytest.raises(Killed):
        recommender({"Records": records()}, CONTEXT)
    faults.planned.clear()
    assert failed(recommender({"Records": records()}, CONTEXT)) == []


@row("SNS down, throttled, partial PublishBatch failure")
@pytest.mark.parametrize(
    "fault", [ErrorResponse(503, "ServiceUnavailable"), ErrorResponse(400, "Throttled"), TIMEOUT], ids=repr
)
def test_offers_that_sns_does_not_take_are_retried_and_the_others_are_not_published_again(
    recommender: Handler, queue: Queue, faults: Faults, fault: Exception | ErrorResponse
) -> None:
    faults.planned["PublishBatch"] = [None, fault]  # the first ten leave
    handed_back = failed(recommender({"Records": records(20)}, CONTEXT))
    assert len(handed_back) == 10
    published = contents(queue)
    faults.planned.clear()
    first = int(handed_back[0])
    assert failed(recommender({"Records": records(20)[first:]}, CONTEXT)) == []
    assert published.keys() | (again := contents(queue)).keys() == set(map(event_id, range(20)))
    assert not published.keys() & again.keys()


@row("oversize item, batch")
def test_what_is_too_large_is_refused_at_the_door_and_large_offers_are_published_in_several_requests(
    ingest: Handler, recommender: Handler, queue: Queue, cloud: Cloud, faults: Faults, personalize: Personalize
) -> None:
    assert post(ingest, interest="x" * 9000)[0] == 413
    assert cloud.items(INTERESTS) == []
    cloud.dynamodb.put_item(
        TableName=CATALOGUE,
        Item={
            "item_id": {"S": "tea"},
            "title": {"S": "t" * 60_000},
            "category": {"S": "organic_food"},
            "price": {"N": "1"},
            "currency": {"S": "ZAR"},
            "locations": {"SS": ["everywhere"]},
        },
    )
    assert failed(recommender({"Records": records(9)}, CONTEXT)) == []
    assert contents(queue).keys() == set(map(event_id, range(9)))
    assert faults.sent.count("PublishBatch") == 3
