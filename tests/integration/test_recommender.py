"""The recommender against DynamoDB, SNS with a queue behind it, and a Personalize campaign."""

import json
import sys
from collections.abc import Callable

import pytest

from shared.budget import CALL_MS, RECORD_MS
from tests.integration.conftest import Handler
from tests.support.contracts.documents import validator
from tests.support.fakes.events import TRACE_ID
from tests.support.integration.cloud import CAMPAIGN_ARN, Cloud, Queue
from tests.support.integration.faults import Faults
from tests.support.integration.invocations import CONTEXT, failed, metrics, records
from tests.support.integration.personalize import Personalize


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


def test_every_record_at_a_time_has_a_connection_of_its_own_and_the_campaign_its_own_region(
    start_recommender: Callable[..., Handler],
) -> None:
    start_recommender(PERSONALIZE_REGION="eu-central-1")
    maker = sys.modules["recommender.handler"]._offer_maker
    campaign, last_good = maker.fallback_chain()._recommenders.values()
    clients = [campaign._campaign._client, last_good._client, maker.topic._client, maker.offers._client]
    assert {each.meta.config.max_pool_connections for each in clients} == {maker.pool._max_workers}
    assert [each.meta.region_name for each in clients] == ["eu-central-1", "eu-west-1", "eu-west-1", "eu-west-1"]
