"""The recommender against DynamoDB, SNS with a queue behind it, and a Personalize campaign."""

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from shared.budget import CALL_MS, RECORD_MS
from tests.contracts.documents import validator
from tests.integration.cloud import CAMPAIGN_ARN, CATALOGUE, CUSTOMERS, LISTINGS, OFFERS, Cloud, Queue
from tests.integration.conftest import Handler
from tests.integration.faults import ErrorResponse, Faults
from tests.integration.personalize import Personalize
from tests.unit.fakes import TRACE_ID, FakeContext, event_id, interest_event, stream_record
from tests.unit.tools.catalogue_records import RECORD
from tools.catalogue_item import catalogue_item
from tools.catalogue_store import CatalogueStore

CONTEXT = FakeContext(function_name="cxe-test-recommender")
URL = "https://sns.eu-west-1.amazonaws.com/"


def records(count: int = 1) -> list[dict[str, Any]]:
    return [
        stream_record(interest_event(event_id=f"7f0c2e1a-9d3b-4c55-8a53-{number:012}"), str(number))
        for number in range(count)
    ]


def failed(response: dict[str, Any]) -> list[str]:
    return [each["itemIdentifier"] for each in response["batchItemFailures"]]


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
    assert metrics(capsys) == {"OfferPublished": 1, "OfferPersonalized": 1}


def test_a_message_carries_the_attributes_by_which_consumers_filter(recommender: Handler, queue: Queue) -> None:
    recommender({"Records": records()}, CONTEXT)
    (message,) = queue.messages()
    attributes = {name: value["StringValue"] for name, value in message["MessageAttributes"].items()}
    assert attributes.pop("trace_header").startswith(f"Root={TRACE_ID};Parent=")
    assert attributes == {
        "event_type": "customer-experience.offer.published.v1",
        "schema_version": "v1",
        "strategy": "personalize",
        "interest": "organic_food",
        "location": "cape town",
        "categories": '["organic_food"]',
    }
    assert message["MessageAttributes"]["categories"]["DataType"] == "String.Array"
    assert len(message["MessageAttributes"]) <= 8


def test_without_a_campaign_what_is_popular_is_offered(
    start_recommender: Callable[..., Handler],
    queue: Queue,
    personalize: Personalize,
    capsys: pytest.CaptureFixture[str],
) -> None:
    start_recommender(PERSONALIZE_CAMPAIGN_ARN="")({"Records": records()}, CONTEXT)
    (offer,) = queue.offers()
    validator("offer").validate(offer)
    assert (offer["data"]["strategy"], offer["data"]["recommendation_id"]) == ("popular", None)
    assert [each["item_id"] for each in offer["data"]["offers"]] == ["tea", "butter"]
    assert personalize.requests == []
    assert metrics(capsys) == {"OfferPublished": 1, "OfferPopular": 1}


def test_an_item_that_another_program_wrote_badly_costs_no_event_its_offer(
    start_recommender: Callable[..., Handler], cloud: Cloud, queue: Queue, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.put_catalogue_item("bad", 99, "everywhere", active_until={"S": "2099-12-01T00:00:00"})  # in no time zone
    assert failed(start_recommender(PERSONALIZE_CAMPAIGN_ARN="")({"Records": records(20)}, CONTEXT)) == []
    assert {tuple(each["item_id"] for each in offer["data"]["offers"]) for offer in queue.offers()} == {
        ("tea", "butter")
    }
    printed = capsys.readouterr().out
    (line,) = [json.loads(line) for line in printed.splitlines() if '"An item of the catalogue' in line]
    assert (line["item_id"], line["attribute"]) == ("bad", "active_until")
    assert '"CatalogueItemUnreadable":[' in printed


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
def test_when_personalize_does_not_help_an_offer_is_published_all_the_same(
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
    assert offer["data"]["strategy"] == "popular"
    assert len(personalize.requests) == 1, "another strategy is quicker than a second try"
    unusable = trouble.get("error_code") in {"InvalidInputException", "ResourceNotFoundException"}
    counted = {"OfferFallback": 1, "OfferPublished": 1, "OfferPopular": 1}
    assert metrics(capsys) == counted | ({"CampaignUnusable": 1} if unusable else {})


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


def test_what_was_loaded_for_a_location_is_offered_there_whatever_sells_better_elsewhere(
    start_recommender: Callable[..., Handler], cloud: Cloud, queue: Queue
) -> None:
    loaded = CatalogueStore(cloud.dynamodb, CATALOGUE)
    paris = {**RECORD, "locations": ["Paris"], "popularity": 100}
    loaded.put(catalogue_item({**paris, "item_id": f"paris-{number}"}) for number in range(210))
    loaded.put(
        catalogue_item({**RECORD, "item_id": place, "locations": [place], "popularity": 1})
        for place in ("Durban", "Kampala", "everywhere")
    )
    recommender = start_recommender(PERSONALIZE_CAMPAIGN_ARN="")

    for number, interest in enumerate(["organic_food", "knitting"]):
        event = interest_event(
            event_id=event_id(number),
            interest=interest,
            interest_key=interest,
            location="Kampala",
            location_key="kampala",
        )
        assert failed(recommender({"Records": [stream_record(event)]}, CONTEXT)) == []

    offers = [offer["data"] for offer in queue.offers()]
    assert {offer["strategy"] for offer in offers} == {"popular", "catalogue"}
    assert [{item["item_id"] for item in offer["offers"]} for offer in offers] == [{"Kampala", "everywhere"}] * 2


def test_a_poison_record_among_a_hundred_costs_no_other(recommender: Handler, queue: Queue, cloud: Cloud) -> None:
    batch = records(100)
    del batch[37]["dynamodb"]["NewImage"]["interest_key"]
    assert failed(recommender({"Records": batch}, CONTEXT)) == []
    assert len({offer["id"] for offer in queue.offers()}) == 99
    assert [json.loads(each["payload"])["Records"] for each in cloud.failures().values()] == [[batch[37]]]


def test_when_nothing_suits_nothing_is_published_and_it_is_counted(
    recommender: Handler, queue: Queue, cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    record = stream_record(interest_event(interest_key="knitting", location_key="nowhere"))
    cloud.dynamodb.delete_item(TableName=CATALOGUE, Key={"item_id": {"S": "butter"}})
    assert failed(recommender({"Records": [record]}, CONTEXT)) == []
    assert queue.offers() == []
    assert cloud.items(OFFERS) == []
    assert metrics(capsys) == {"OfferFallback": 1, "OfferEmpty": 1}


def test_the_clients_ask_for_no_longer_than_the_budgets_allow(recommender: Handler, faults: Faults) -> None:
    recommender({"Records": records()}, CONTEXT)
    campaign = faults.config_of("personalize-runtime")
    for service in ("dynamodb", "sns"):
        config = faults.config_of(service)
        worst_call = 3 * (config.connect_timeout + config.read_timeout) + 1 + 2
        assert worst_call * 1000 <= CALL_MS
        assert (campaign.connect_timeout + campaign.read_timeout) * 1000 + CALL_MS <= RECORD_MS


def test_every_record_of_a_batch_has_a_connection_of_its_own(recommender: Handler, faults: Faults) -> None:
    recommender({"Records": records()}, CONTEXT)
    assert faults.config_of("dynamodb").max_pool_connections == 32


def test_after_a_good_response_an_outage_offers_the_same_to_the_same_customer_in_the_same_context(
    recommender: Handler, queue: Queue, personalize: Personalize
) -> None:
    personalize.item_ids = ("bread",)
    recommender({"Records": records()}, CONTEXT)
    personalize.status, personalize.error_code = 503, "ServiceUnavailable"
    again, other = (
        interest_event(event_id=f"7f0c2e1a-9d3b-4c55-8a53-{number:012}", location_key=location)
        for number, location in ((7, "cape town"), (8, "paris"))
    )
    recommender({"Records": [stream_record(again, "7"), stream_record(other, "8")]}, CONTEXT)
    offers = {offer["id"][-1]: offer["data"] for offer in queue.offers()}
    assert (offers["7"]["strategy"], offers["7"]["offers"][0]["item_id"]) == ("last-good", "bread")
    assert offers["7"]["recommendation_id"] is None
    assert offers["8"]["strategy"] == "popular"


def test_a_response_that_is_too_old_is_not_offered(
    recommender: Handler, cloud: Cloud, queue: Queue, personalize: Personalize
) -> None:
    recommender({"Records": records()}, CONTEXT)
    (kept,) = cloud.items(CUSTOMERS)
    cloud.dynamodb.put_item(TableName=CUSTOMERS, Item={**kept, "recommended_at": {"N": "1600000000"}})
    personalize.status, personalize.error_code = 503, "ServiceUnavailable"
    recommender({"Records": records(2)[1:]}, CONTEXT)
    assert [offer["data"]["strategy"] for offer in queue.offers()] == ["personalize", "popular"]


def test_a_dead_campaign_is_left_alone_after_a_few_failures(
    recommender: Handler, queue: Queue, personalize: Personalize, capsys: pytest.CaptureFixture[str]
) -> None:
    personalize.status, personalize.error_code = 503, "ServiceUnavailable"
    for number in range(9):
        event = interest_event(customer_id=f"c{number}", event_id=f"7f0c2e1a-9d3b-4c55-8a53-{number:012}")
        recommender({"Records": [stream_record(event)]}, CONTEXT)
    assert len(personalize.requests) == 5
    assert len(queue.offers()) == 9
    assert capsys.readouterr().out.count('"CampaignRested":[1') == 4


def test_a_customer_who_wants_no_offers_gets_none(
    recommender: Handler, cloud: Cloud, queue: Queue, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.dynamodb.put_item(
        TableName=CUSTOMERS, Item={"customer_id": {"S": "12345"}, "record": {"S": "do-not-contact"}}
    )
    assert failed(recommender({"Records": records()}, CONTEXT)) == []
    assert queue.offers() == []
    assert cloud.items(OFFERS)[0]["withheld"] == {"S": "do-not-contact"}
    assert '"OfferWithheld":[1' in capsys.readouterr().out


def test_the_daily_cap_counts_events_and_not_deliveries(
    start_recommender: Callable[..., Handler], cloud: Cloud, queue: Queue
) -> None:
    recommender = start_recommender(OFFERS_PER_CUSTOMER_PER_DAY="2")
    first, second, third = records(3)
    # One at a time: unlike DynamoDB, moto does not check and write in one step.
    for record in (first, first, second, second, third):
        recommender({"Records": [record]}, CONTEXT)
    assert sorted(offer["id"][-1] for offer in queue.offers()) == ["0", "1"]
    withheld = [item["event_id"]["S"][-1] for item in cloud.items(OFFERS) if "withheld" in item]
    assert withheld == ["2"]


def test_poison_that_is_handed_over_by_hand_is_handed_back(recommender: Handler) -> None:
    (poison,) = records()
    poison["dynamodb"]["NewImage"] = {}
    assert failed(recommender({"Records": [poison]}, CONTEXT)) == []
    assert failed(recommender({"Records": [poison], "byHand": True}, CONTEXT)) == ["0"]


def test_every_record_at_a_time_has_a_connection_of_its_own_and_the_campaign_its_own_region(
    start_recommender: Callable[..., Handler],
) -> None:
    start_recommender(PERSONALIZE_REGION="eu-central-1")
    maker = sys.modules["recommender.handler"]._offer_maker
    campaign, last_good = maker.fallback_chain()._recommenders.values()
    clients = [campaign._campaign._client, last_good._client, maker.topic._client, maker.offers._client]
    assert {each.meta.config.max_pool_connections for each in clients} == {maker.pool._max_workers}
    assert [each.meta.region_name for each in clients] == ["eu-central-1", "eu-west-1", "eu-west-1", "eu-west-1"]


@pytest.mark.parametrize(("arn", "variant"), [(CAMPAIGN_ARN, CAMPAIGN_ARN.rpartition("/")[2]), ("", "none")])
def test_offers_are_compared_by_the_campaign_that_chose_them(
    start_recommender: Callable[..., Handler], arn: str, variant: str
) -> None:
    start_recommender(PERSONALIZE_CAMPAIGN_ARN=arn)
    assert sys.modules["recommender.handler"]._offer_maker.variant == variant
