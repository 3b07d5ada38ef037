"""Personalize as part of the running stack: three APIs that sign alike, at one endpoint."""

from datetime import UTC, datetime

from local.personalize.campaigns import DEFAULT_CAMPAIGN
from local.stack import Stack


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
