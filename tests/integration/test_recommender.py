"""The recommender against DynamoDB, SNS with a queue behind it, and a Personalize campaign."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.contracts.documents import validator
from tests.integration.cloud import CAMPAIGN_ARN, CATALOGUE, OFFERS, Cloud, Queue
from tests.integration.conftest import Handler
from tests.integration.faults import ErrorAnswer, Faults
from tests.integration.personalize import Personalize
from tests.unit.fakes import FakeContext, interest_event, stream_record

CONTEXT = FakeContext(function_name="cxe-test-recommender")
URL = "https://sns.eu-west-1.amazonaws.com/"


def records(count: int = 1) -> list[dict[str, Any]]:
    return [
        stream_record(interest_event(event_id=f"7f0c2e1a-9d3b-4c55-8a53-{number:012}"), str(number))
        for number in range(count)
    ]


def failed(answer: dict[str, Any]) -> list[str]:
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def metrics(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    (line,) = [line for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    emitted = json.loads(line)
    return {metric["Name"]: emitted[metric["Name"]][0] for metric in emitted["_aws"]["CloudWatchMetrics"][0]["Metrics"]}


def test_an_interest_becomes_an_offer_as_the_contract_describes(
    recommender: Handler, queue: Queue, personalize: Personalize, capsys: pytest.CaptureFixture[str]
) -> None:
    assert failed(recommender({"Records": records()}, CONTEXT)) == []
    (offer,) = queue.offers()
    validator("offer").validate(offer)
    assert offer["source"] == "/cxe-test/recommender"
    assert offer["data"]["strategy"] == "personalize"
    assert offer["data"]["recommendation_id"] == "RID-1"
    assert [(each["rank"], each["item_id"]) for each in offer["data"]["offers"]] == [(1, "tea"), (2, "butter")]
    assert personalize.requests == [
        {
            "campaignArn": CAMPAIGN_ARN,
            "userId": "12345",
            "numResults": 8,
            "context": {"INTEREST": "organic_food", "LOCATION": "cape town"},
        }
    ]
    assert metrics(capsys) == {"OfferPublished": 1}


def test_a_message_carries_the_attributes_by_which_consumers_filter(recommender: Handler, queue: Queue) -> None:
    recommender({"Records": records()}, CONTEXT)
    (message,) = queue.messages()
    attributes = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
    assert attributes == {
        "event_type": "customer-experience.offer.published.v1",
        "schema_version": "v1",
        "strategy": "personalize",
        "interest": "organic_food",
        "location": "cape town",
        "categories": '["organic_food"]',
    }
    assert message["MessageAttributes"]["categories"]["DataType"] == "String.Array"
    assert len(attributes) <= 8


def test_without_a_campaign_the_catalogue_chooses(
    start_recommender: Callable[..., Handler],
    queue: Queue,
    personalize: Personalize,
    capsys: pytest.CaptureFixture[str],
) -> None:
    start_recommender(PERSONALIZE_CAMPAIGN_ARN="")({"Records": records()}, CONTEXT)
    (offer,) = queue.offers()
    validator("offer").validate(offer)
    assert (offer["data"]["strategy"], offer["data"]["recommendation_id"]) == ("catalogue", None)
    assert [each["item_id"] for each in offer["data"]["offers"]] == ["tea", "butter"]
    assert personalize.requests == []
    assert metrics(capsys) == {"OfferPublished": 1}


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 429, "error_code": "ThrottlingException"},
        {"status": 400, "error_code": "InvalidInputException"},
        {"status": 404, "error_code": "ResourceNotFoundException"},
        {"status": 409, "error_code": "ResourceInUseException"},
        {"status": 500, "error_code": "InternalServerException"},
        {"status": 503, "error_code": "ServiceUnavailable"},
        {"item_ids": ()},
        {"item_ids": ("unknown", "baguette")},
        {"seconds": 1.7},
    ],
    ids=lambda trouble: str(trouble.get("error_code", next(iter(trouble)))),
)
def test_when_personalize_does_not_help_an_offer_leaves_all_the_same(
    recommender: Handler,
    queue: Queue,
    personalize: Personalize,
    capsys: pytest.CaptureFixture[str],
    trouble: dict[str, Any],
) -> None:
    for name, value in trouble.items():
        setattr(personalize, name, value)
    assert failed(recommender({"Records": records()}, CONTEXT)) == []
    (offer,) = queue.offers()
    assert offer["data"]["strategy"] == "catalogue"
    assert len(personalize.requests) == 1, "another strategy is quicker than a second try"
    assert metrics(capsys) == {"OfferFallback": 1, "OfferPublished": 1}


def test_a_retried_record_publishes_the_same_bytes(
    recommender: Handler, queue: Queue, cloud: Cloud, personalize: Personalize, faults: Faults
) -> None:
    faults.planned["Publish"] = [ErrorAnswer(500, "InternalError")]
    assert failed(recommender({"Records": records()}, CONTEXT)) == ["0"]
    (frozen,) = cloud.items(OFFERS)
    faults.planned.clear()
    personalize.item_ids = ("bread",)
    assert failed(recommender({"Records": records()}, CONTEXT)) == []
    assert failed(recommender({"Records": records()}, CONTEXT)) == []
    assert [message["Body"] for message in queue.messages()] == [frozen["offer"]["S"]] * 2
    assert cloud.items(OFFERS) == [frozen]


def test_a_freeze_whose_reply_is_lost_publishes_what_was_frozen(
    recommender: Handler, queue: Queue, cloud: Cloud, faults: Faults
) -> None:
    faults.lost["PutItem"] = [ReadTimeoutError(endpoint_url=URL)]
    assert failed(recommender({"Records": records()}, CONTEXT)) == []
    assert [message["Body"] for message in queue.messages()] == [cloud.items(OFFERS)[0]["offer"]["S"]]


@pytest.mark.parametrize("operation", ["PutItem", "Publish", "BatchGetItem"])
@pytest.mark.parametrize(
    "fault",
    [
        ErrorAnswer(400, "ThrottlingException"),
        ErrorAnswer(500, "InternalServerError"),
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
    fault: Exception | ErrorAnswer,
) -> None:
    faults.planned[operation] = [fault]
    assert failed(recommender({"Records": records()}, CONTEXT)) == ["0"]
    assert queue.offers() == []
    output = capsys.readouterr()
    assert '"OfferError":[1' in output.out
    assert "canary" not in output.out + output.err


@pytest.mark.parametrize("table", [OFFERS, CATALOGUE])
def test_a_missing_table_fails_the_record(recommender: Handler, cloud: Cloud, table: str) -> None:
    cloud.dynamodb.delete_table(TableName=table)
    assert failed(recommender({"Records": records()}, CONTEXT)) == ["0"]


def test_a_poison_record_among_a_hundred_costs_no_other(recommender: Handler, queue: Queue, cloud: Cloud) -> None:
    batch = records(100)
    del batch[37]["dynamodb"]["NewImage"]["interest_key"]
    assert failed(recommender({"Records": batch}, CONTEXT)) == ["37"]
    assert len({offer["id"] for offer in queue.offers()}) == 99


def test_when_nothing_suits_nothing_is_published_and_it_is_counted(
    recommender: Handler, queue: Queue, cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    record = stream_record(interest_event(interest_key="knitting", location_key="nowhere"))
    cloud.dynamodb.delete_item(TableName=CATALOGUE, Key={"item_id": {"S": "butter"}})
    assert failed(recommender({"Records": [record]}, CONTEXT)) == []
    assert queue.offers() == []
    assert cloud.items(OFFERS) == []
    assert metrics(capsys) == {"OfferFallback": 1, "OfferEmpty": 1}


def test_the_clients_ask_for_no_longer_than_the_budget_of_a_record(recommender: Handler, faults: Faults) -> None:
    recommender({"Records": records()}, CONTEXT)
    campaign, table = faults.config_of("personalize-runtime"), faults.config_of("dynamodb")
    worst_call = 3 * (table.connect_timeout + table.read_timeout) + 1 + 2
    assert campaign.connect_timeout + campaign.read_timeout + worst_call <= 12
