"""The rows of the fault matrix that concern the campaign and the catalogue: an offer is published all the same."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

from tests.integration.conftest import Handler
from tests.support.fault_matrix import row
from tests.support.integration.cloud import CATALOGUE, Cloud, Queue
from tests.support.integration.deliveries import CONTEXT, failed, records
from tests.support.integration.personalize import Personalize


@row("Personalize 429, 5xx, timeout, slow")
@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 429, "error_code": "ThrottlingException"},
        {"status": 500, "error_code": "InternalServerException"},
        {"seconds": 1.4},
    ],
    ids=["429", "5xx", "slow"],
)
def test_an_offer_is_published_in_time_and_says_that_personalize_did_not_choose_it(
    recommender: Handler,
    queue: Queue,
    personalize: Personalize,
    capsys: pytest.CaptureFixture[str],
    trouble: dict[str, Any],
) -> None:
    for name, value in trouble.items():
        setattr(personalize, name, value)
    assert failed(recommender({"Records": records()}, CONTEXT)) == []
    assert {offer["data"]["strategy"] for offer in queue.offers()} == {"popular"}
    assert len(personalize.requests) == 1, "one customer and context: asked once, and not again"
    assert '"OfferFallback":[3' in capsys.readouterr().out


@row("campaign absent, creating, updating")
@pytest.mark.parametrize("campaign", ["", "arn:aws:personalize:eu-west-1:123456789012:campaign/gone"])
@pytest.mark.parametrize("code", ["ResourceNotFoundException", "ResourceInUseException", "InvalidInputException"])
def test_a_campaign_that_is_not_there_yet_or_not_any_more_costs_no_offer(
    start_recommender: Callable[..., Handler], queue: Queue, personalize: Personalize, campaign: str, code: str
) -> None:
    personalize.status, personalize.error_code = 400, code
    assert failed(start_recommender(PERSONALIZE_CAMPAIGN_ARN=campaign)({"Records": records()}, CONTEXT)) == []
    assert [offer["data"]["strategy"] for offer in queue.offers()] == ["popular"] * 3


@row("a campaign is configured that cannot be used")
@pytest.mark.parametrize(
    ("status", "code", "item_ids", "counted"),
    [
        (400, "ResourceNotFoundException", ("tea",), True),
        (400, "AccessDeniedException", ("tea",), True),
        (400, "InvalidInputException", ("tea",), True),
        (200, "", ("another shop's", "and its other"), True),
        (200, "", ("baguette",), False),  # not sold there
        (200, "", (), False),
        (429, "ThrottlingException", ("tea",), False),
        (500, "InternalServerException", ("tea",), False),
    ],
)
def test_a_campaign_that_cannot_be_used_is_counted_apart_from_one_that_is_down(
    recommender: Handler,
    queue: Queue,
    personalize: Personalize,
    capsys: pytest.CaptureFixture[str],
    status: int,
    code: str,
    item_ids: tuple[str, ...],
    counted: bool,
) -> None:
    personalize.status, personalize.error_code, personalize.item_ids = status, code, item_ids
    assert failed(recommender({"Records": records()}, CONTEXT)) == []
    assert [offer["data"]["strategy"] for offer in queue.offers()] == ["popular"] * 3
    printed = capsys.readouterr().out
    assert '"OfferFallback":[3' in printed
    assert ('"CampaignUnusable":[3' in printed) is counted
    assert ("CampaignUnusable" in printed) is counted


@row("a campaign is configured that cannot be used")
@pytest.mark.parametrize(("errno", "counted"), [(socket.EAI_NONAME, True), (socket.EAI_AGAIN, False)])
def test_a_region_in_which_nobody_responds_for_personalize_is_no_outage(
    start_recommender: Callable[..., Handler],
    queue: Queue,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    errno: int,
    counted: bool,
) -> None:
    resolve = socket.getaddrinfo

    def resolve_others(host: str, *about: Any, **further: Any) -> Any:
        if host == "personalize-runtime.invalid":
            raise socket.gaierror(errno, "canary")
        return resolve(host, *about, **further)

    monkeypatch.setattr(socket, "getaddrinfo", resolve_others)
    monkeypatch.setenv("AWS_ENDPOINT_URL_PERSONALIZE_RUNTIME", "http://personalize-runtime.invalid")
    assert failed(start_recommender()({"Records": records()}, CONTEXT)) == []
    assert [offer["data"]["strategy"] for offer in queue.offers()] == ["popular"] * 3
    assert ('"CampaignUnusable":[3' in capsys.readouterr().out) is counted


@row("catalogue empty or item unknown")
def test_unknown_items_give_way_to_the_next_strategy_and_an_empty_catalogue_to_nothing(
    recommender: Handler, queue: Queue, cloud: Cloud, personalize: Personalize, capsys: pytest.CaptureFixture[str]
) -> None:
    personalize.item_ids = ("unknown",)
    recommender({"Records": records(1)}, CONTEXT)
    assert [offer["data"]["strategy"] for offer in queue.offers()] == ["popular"]
    for item in cloud.items(CATALOGUE):
        cloud.dynamodb.delete_item(TableName=CATALOGUE, Key={"item_id": item["item_id"]})
    assert failed(recommender({"Records": records(2)[1:]}, CONTEXT)) == []
    assert queue.offers() == []
    assert '"OfferEmpty":[1' in capsys.readouterr().out
