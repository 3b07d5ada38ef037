"""Personalize over the wire format: boto3 against the three APIs, and requests that boto3 would not send."""

from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.personalize.campaigns import CAMPAIGNS_VARIABLE, DEFAULT_CAMPAIGN, Campaigns
from local.personalize.service import PersonalizeService
from tests.support.local.modelled_api.in_process import client_for, send

CONTEXT = {"INTEREST": "organic_food", "LOCATION": "cape town"}
OTHER = "arn:aws:personalize:eu-west-1:000000000000:campaign/other"


@pytest.fixture(scope="module")
def service() -> PersonalizeService:
    return PersonalizeService(Campaigns([DEFAULT_CAMPAIGN, OTHER]))


@pytest.fixture(scope="module")
def runtime(service: PersonalizeService) -> Any:
    return client_for(service.runtime)


def recommend(runtime: Any, **request: Any) -> Any:
    return runtime.get_recommendations(**{"campaignArn": DEFAULT_CAMPAIGN, "userId": "someone", **request})


def test_recommendations_come_best_first_with_an_id(runtime: Any) -> None:
    response = recommend(runtime, context=CONTEXT)
    scores = [item["score"] for item in response["itemList"]]
    assert len(scores) == 25
    assert scores == sorted(scores, reverse=True)
    assert response["itemList"][0]["itemId"].startswith("organic-food-")
    assert 1 <= len(response["recommendationId"]) <= 40
    assert response["recommendationId"] != recommend(runtime, context=CONTEXT)["recommendationId"]


@pytest.mark.parametrize(("wanted", "given"), [(1, 1), (10, 10), (500, 280)])
def test_num_results_limits_the_response(runtime: Any, wanted: int, given: int) -> None:
    assert len(recommend(runtime, numResults=wanted)["itemList"]) == given


@pytest.mark.parametrize(
    ("request_", "code", "status"),
    [
        ({"campaignArn": f"{DEFAULT_CAMPAIGN}-2"}, "ResourceNotFoundException", 404),
        ({"campaignArn": "no-arn"}, "InvalidInputException", 400),
        ({"userId": "u" * 257}, "InvalidInputException", 400),
        ({"numResults": 501}, "InvalidInputException", 400),
        ({"context": {"IN-TEREST": "wine"}}, "InvalidInputException", 400),
        ({"context": {"INTEREST": "w" * 1001}}, "InvalidInputException", 400),
        ({"filterArn": "arn:aws:personalize:eu-west-1:000000000000:filter/f"}, "ResourceNotFoundException", 404),
        ({"metadataColumns": {"ITEMS": ["TITLE"]}}, "InvalidInputException", 400),
        ({"recommenderArn": OTHER}, "InvalidInputException", 400),
    ],
)
def test_a_bad_request_gets_the_error_of_the_model(
    runtime: Any, request_: dict[str, Any], code: str, status: int
) -> None:
    with pytest.raises(ClientError) as raised:
        recommend(runtime, **request_)
    assert raised.value.response["Error"]["Code"] == code
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert raised.value.response["Error"]["Message"]


@pytest.mark.parametrize("body", [b'{"userId":"u"}', b'{"campaignArn":"%s"}' % DEFAULT_CAMPAIGN.encode()])
def test_campaign_and_user_are_required(service: PersonalizeService, body: bytes) -> None:
    assert send(service.runtime, "/recommendations", body)[:2] == (400, "InvalidInputException")


def test_no_error_repeats_what_was_sent(service: PersonalizeService) -> None:
    body = b'{"campaignArn": "canary-1", "userId": ["canary-2"], "context": {"canary-3": 7}, "numResults": -1}'
    status, _, response = send(service.runtime, "/recommendations", body)
    assert status == 400
    assert "canary" not in response["message"]


def test_an_event_changes_that_user_s_next_recommendations(service: PersonalizeService, runtime: Any) -> None:
    def share(user: str) -> float:
        items = recommend(runtime, userId=user, numResults=280)["itemList"]
        return sum(item["score"] for item in items if item["itemId"].startswith("pet-care-"))

    before = share("a pet owner"), share("a bystander")
    client_for(service.events).put_events(
        trackingId="tracker",
        userId="a pet owner",
        sessionId="session",
        eventList=[
            {"eventType": "view", "itemId": f"pet-care-{number:02d}", "sentAt": datetime.now(UTC)}
            for number in (1, 3, 5)
        ],
    )
    after = share("a pet owner"), share("a bystander")
    assert after[0] > 1.5 * before[0]
    assert after[1] == pytest.approx(before[1])


@pytest.mark.parametrize(
    "events", [b"[]", b'[{"eventType":"view","sentAt":1}' + b',{"eventType":"v","sentAt":1}' * 10 + b"]"]
)
def test_put_events_takes_one_to_ten_events(service: PersonalizeService, events: bytes) -> None:
    body = b'{"trackingId":"t","sessionId":"s","userId":"u","eventList":' + events + b"}"
    assert send(service.events, "/events", body)[:2] == (400, "InvalidInputException")


def test_the_control_plane_describes_and_lists_the_campaigns(service: PersonalizeService) -> None:
    control = client_for(service.control)
    campaign = control.describe_campaign(campaignArn=DEFAULT_CAMPAIGN)["campaign"]
    assert (campaign["name"], campaign["status"]) == ("cxe-local-offers", "ACTIVE")
    assert [summary["campaignArn"] for summary in control.list_campaigns()["campaigns"]] == [DEFAULT_CAMPAIGN, OTHER]
    with pytest.raises(control.exceptions.ResourceNotFoundException):
        control.describe_campaign(campaignArn=f"{OTHER}-2")


def test_what_the_control_plane_does_not_emulate_says_so(service: PersonalizeService) -> None:
    with pytest.raises(ClientError, match="does not emulate personalize ListSolutions"):
        client_for(service.control).list_solutions()


def test_campaigns_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CAMPAIGNS_VARIABLE, f"{OTHER}, {DEFAULT_CAMPAIGN}")
    assert len(Campaigns.from_environment().list({})["campaigns"]) == 2
    monkeypatch.delenv(CAMPAIGNS_VARIABLE)
    Campaigns.from_environment().require(DEFAULT_CAMPAIGN)
    monkeypatch.setenv(CAMPAIGNS_VARIABLE, "cxe-local-offers")
    with pytest.raises(ValueError, match=CAMPAIGNS_VARIABLE):
        Campaigns.from_environment()
