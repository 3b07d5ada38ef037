"""``GetRecommendations`` and ``PutEvents``, on top of the model.

Behaviour: https://docs.aws.amazon.com/personalize/latest/dg/API_RS_GetRecommendations.html and
https://docs.aws.amazon.com/personalize/latest/dg/API_UBS_PutEvents.html
"""

import uuid
from typing import Any

from local.modelled_api import ApiError
from local.personalize import engine
from local.personalize.campaigns import Campaigns

DEFAULT_RESULTS = 25
MAX_RESULTS = 500


class Runtime:
    """The data plane of the campaigns, which share one model."""

    def __init__(self, campaigns: Campaigns) -> None:
        self._campaigns = campaigns

    def get_recommendations(self, request: dict[str, Any]) -> dict[str, Any]:
        """``GetRecommendations``: the items that suit this user in this context, best first."""
        self._check(request)
        count = request.get("numResults") or DEFAULT_RESULTS
        model = engine.model()
        scores = model.scores(request["userId"], request.get("context", {}))
        return {
            "recommendationId": f"RID-{uuid.uuid4().hex}",
            "itemList": [
                {"itemId": model.item_ids[index], "score": round(float(scores[index]), 7)}
                for index in (-scores).argsort(kind="stable")[:count]
            ],
        }

    def _check(self, request: dict[str, Any]) -> None:
        if ("campaignArn" in request) == ("recommenderArn" in request):
            raise ApiError("InvalidInputException", "Provide either campaignArn or recommenderArn.")
        if "recommenderArn" in request:
            raise ApiError("ResourceNotFoundException", "The recommender does not exist.")
        self._campaigns.require(request["campaignArn"])
        if "userId" not in request:
            raise ApiError("InvalidInputException", "userId is required by the recipe of this campaign.")
        if request.get("numResults", 0) > MAX_RESULTS:
            raise ApiError("InvalidInputException", f"numResults must not be greater than {MAX_RESULTS}.")
        if request.get("filterArn") or any(promotion.get("filterArn") for promotion in request.get("promotions", [])):
            raise ApiError("ResourceNotFoundException", "The filter does not exist.")
        if request.get("metadataColumns"):
            raise ApiError("InvalidInputException", "Metadata in recommendations is not enabled for this campaign.")


def put_events(request: dict[str, Any]) -> dict[str, Any]:
    """``PutEvents``: what a user did with items counts in that user's next recommendations.

    Any tracking id is taken, as event trackers are not emulated. Events without a user or an item teach nothing.
    """
    for event in request["eventList"]:
        if "userId" in request and "itemId" in event:
            engine.model().add_interaction(request["userId"], event["itemId"])
    return {}
