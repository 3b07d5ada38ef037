"""Records that come again: the recommender publishes what it recorded, and nothing that is published already."""

import json
from collections.abc import Callable

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.integration.conftest import Handler
from tests.support.integration.cloud import CATALOGUE, CUSTOMERS, LISTINGS, OFFERS, Cloud, Queue
from tests.support.integration.faults import ErrorResponse, Faults
from tests.support.integration.invocations import CONTEXT, URL, failed, records
from tests.support.integration.personalize import Personalize


def test_a_retried_record_publishes_the_same_bytes(
    recommender: Handler, queue: Queue, cloud: Cloud, personalize: Personalize, faults: Faults
) -> None:
    faults.planned["PublishBatch"] = [ErrorResponse(500, "InternalError")]
    assert failed(recommender({"Records": records()}, CONTEXT)) == ["0"]
    (recorded,) = cloud.items(OFFERS)
    faults.planned.clear()
    personalize.item_ids = ("bread",)
    assert failed(recommender({"Records": records()}, CONTEXT)) == []
    assert [message["Body"] for message in queue.messages()] == [recorded["offer"]["S"]]
    (published,) = cloud.items(OFFERS)
    assert published["offer"] == recorded["offer"]
    assert published["published_at"]


def test_what_is_published_is_not_published_again(
    recommender: Handler, queue: Queue, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert failed(recommender({"Records": records(3)}, CONTEXT)) == []
    assert len(queue.messages()) == 3
    assert '"OfferRepeated":[3' in capsys.readouterr().out


def test_a_mark_that_cannot_be_made_costs_a_repeat_of_the_same_bytes_and_no_record(
    recommender: Handler, queue: Queue, faults: Faults
) -> None:
    faults.planned["UpdateItem"] = [ErrorResponse(500, "InternalServerError")]
    for _ in range(2):
        assert failed(recommender({"Records": records()}, CONTEXT)) == []
    first, second = queue.messages()
    assert first["Body"] == second["Body"]


def test_a_record_whose_reply_is_lost_publishes_what_was_recorded(
    recommender: Handler, queue: Queue, cloud: Cloud, faults: Faults
) -> None:
    faults.lost["PutItem"] = [ReadTimeoutError(endpoint_url=URL)]
    assert failed(recommender({"Records": records()}, CONTEXT)) == []
    assert [message["Body"] for message in queue.messages()] == [cloud.items(OFFERS)[0]["offer"]["S"]]


@pytest.mark.parametrize("operation", ["PutItem", "PublishBatch", "BatchGetItem"])
@pytest.mark.parametrize(
    "fault",
    [
        ErrorResponse(400, "ThrottlingException"),
        ErrorResponse(500, "InternalServerError"),
        ReadTimeoutError(endpoint_url=URL),
    ],
    ids=["throttled", "failing", "silent"],
)
def test_a_record_whose_dependency_fails_is_handed_back(
    recommender: Handler,
    queue: Queue,
    faults: Faults,
    capsys: pytest.CaptureFixture[str],
    operation: str,
    fault: Exception | ErrorResponse,
) -> None:
    faults.planned[operation] = [fault]
    assert failed(recommender({"Records": records()}, CONTEXT)) == ["0"]
    assert queue.offers() == []
    output = capsys.readouterr()
    assert '"OfferError":[1' in output.out
    assert "canary" not in output.out + output.err


@pytest.mark.parametrize("table", [OFFERS, CATALOGUE, CUSTOMERS])
def test_a_missing_table_fails_the_record(recommender: Handler, cloud: Cloud, table: str) -> None:
    cloud.dynamodb.delete_table(TableName=table)
    assert failed(recommender({"Records": records()}, CONTEXT)) == ["0"]


def test_a_missing_table_of_listings_fails_the_record_that_needs_it(
    start_recommender: Callable[..., Handler], cloud: Cloud
) -> None:
    cloud.dynamodb.delete_table(TableName=LISTINGS)
    first, second = records(2)
    assert failed(start_recommender()({"Records": [first]}, CONTEXT)) == []
    assert failed(start_recommender(PERSONALIZE_CAMPAIGN_ARN="")({"Records": [second]}, CONTEXT)) == ["1"]


def test_a_poison_record_among_a_hundred_costs_no_other(recommender: Handler, queue: Queue, cloud: Cloud) -> None:
    batch = records(100)
    del batch[37]["dynamodb"]["NewImage"]["interest_key"]
    assert failed(recommender({"Records": batch}, CONTEXT)) == []
    assert len({offer["id"] for offer in queue.offers()}) == 99
    assert [json.loads(each["payload"])["Records"] for each in cloud.failures().values()] == [[batch[37]]]


def test_poison_that_is_handed_over_by_hand_is_handed_back(recommender: Handler) -> None:
    (poison,) = records()
    poison["dynamodb"]["NewImage"] = {}
    assert failed(recommender({"Records": [poison]}, CONTEXT)) == []
    assert failed(recommender({"Records": [poison], "byHand": True}, CONTEXT)) == ["0"]
