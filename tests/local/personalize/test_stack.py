"""Personalize as part of the running stack: three APIs that sign alike, at one endpoint."""

from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError

from local.personalize.campaigns import DEFAULT_CAMPAIGN
from local.stack import Stack
from tests.support.local.faults import failing
from tests.support.local.patches.metrics import statistics


def test_the_three_apis_are_kept_apart(stack: Stack) -> None:
    campaigns = stack.client("personalize").list_campaigns()["campaigns"]
    assert [campaign["campaignArn"] for campaign in campaigns] == [DEFAULT_CAMPAIGN]
    response = stack.client("personalize-runtime").get_recommendations(
        campaignArn=DEFAULT_CAMPAIGN,
        userId="someone",
        numResults=10,
        context={"INTEREST": "organic_food", "LOCATION": "cape town"},
    )
    assert len(response["itemList"]) == 10
    assert all(item["itemId"].startswith("organic-food-") for item in response["itemList"][:5])
    event = {"eventType": "view", "itemId": response["itemList"][0]["itemId"], "sentAt": datetime.now(UTC)}
    stack.client("personalize-events").put_events(trackingId="t", userId="u", sessionId="s", eventList=[event])


def recommend(stack: Stack, campaign: str = DEFAULT_CAMPAIGN) -> None:
    stack.client("personalize-runtime").get_recommendations(campaignArn=campaign, userId="someone", numResults=1)


def counted(stack: Stack, which: str, campaign: str = DEFAULT_CAMPAIGN) -> float:
    found = statistics(stack, "AWS/Personalize", f"GetRecommendations{which}", {"CampaignArn": campaign})
    return float(found.get("SampleCount", 0))


def test_a_campaign_counts_what_it_answers_and_how_long_it_took(stack: Stack) -> None:
    before = counted(stack, ""), counted(stack, "Latency")
    recommend(stack)
    assert (counted(stack, ""), counted(stack, "Latency")) == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize(
    ("status", "code", "metric"),
    [(500, "InternalServerError", "5xxErrors"), (400, "ThrottlingException", "4xxErrors")],
)
def test_a_campaign_counts_what_fails(stack: Stack, status: int, code: str, metric: str) -> None:
    before, succeeded = counted(stack, metric), counted(stack, "")
    with failing(stack, service="personalize-runtime", status=status, code=code), pytest.raises(ClientError):
        recommend(stack)
    assert (counted(stack, metric), counted(stack, "")) == (before + 1, succeeded)


def test_a_campaign_that_is_gone_counts_under_its_name(stack: Stack) -> None:
    gone = f"{DEFAULT_CAMPAIGN}-gone"
    with pytest.raises(ClientError):
        recommend(stack, gone)
    assert counted(stack, "4xxErrors", gone) >= 1
