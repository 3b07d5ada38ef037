"""What the recommender chooses for whom: the campaign, what it returned before, what is popular, or nothing."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.conftest import Handler
from tests.support.contracts.documents import validator
from tests.support.fakes.events import event_id, interest_event, stream_record
from tests.support.integration.cloud import CAMPAIGN_ARN, CATALOGUE, CUSTOMERS, OFFERS, Cloud, Queue
from tests.support.integration.invocations import CONTEXT, failed, metrics, records
from tests.support.integration.personalize import Personalize
from tests.support.unit.tools.catalogue_records import RECORD
from tools.catalogue_item import catalogue_item
from tools.catalogue_store import CatalogueStore


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


def test_when_nothing_suits_nothing_is_published_and_it_is_counted(
    recommender: Handler, queue: Queue, cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    record = stream_record(interest_event(interest_key="knitting", location_key="nowhere"))
    cloud.dynamodb.delete_item(TableName=CATALOGUE, Key={"item_id": {"S": "butter"}})
    assert failed(recommender({"Records": [record]}, CONTEXT)) == []
    assert queue.offers() == []
    assert cloud.items(OFFERS) == []
    assert metrics(capsys) == {"OfferFallback": 1, "OfferEmpty": 1}


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


@pytest.mark.parametrize(("arn", "variant"), [(CAMPAIGN_ARN, CAMPAIGN_ARN.rpartition("/")[2]), ("", "none")])
def test_offers_are_compared_by_the_campaign_that_chose_them(
    start_recommender: Callable[..., Handler], arn: str, variant: str
) -> None:
    start_recommender(PERSONALIZE_CAMPAIGN_ARN=arn)
    assert sys.modules["recommender.handler"]._offer_maker.variant == variant
