"""An Amazon Personalize campaign."""

from recommender.recommendations import Recommendation, RecommendationError
from shared.clients import PersonalizeRuntime
from shared.failures import AWS_FAILURES, describe
from shared.interest_event import InterestEvent


class Campaign:
    """Asks for recommendations with the interest and the location as context, which counts at once."""

    def __init__(self, client: PersonalizeRuntime, arn: str) -> None:
        self._client = client
        self._arn = arn

    def recommend(self, event: InterestEvent, count: int) -> Recommendation:
        """Return up to ``count`` items. Raises :class:`RecommendationError` for any failure.

        Values are sent normalised: Personalize matches case-sensitively (Developer Guide, "Contextual metadata").
        """
        try:
            answer = self._client.get_recommendations(
                campaignArn=self._arn,
                userId=event.customer_id,
                context={"INTEREST": event.interest_key, "LOCATION": event.location_key},
                numResults=count,
            )
        except AWS_FAILURES as error:
            raise RecommendationError(describe(error)) from None
        items = [item for item in answer.get("itemList", []) if item.get("itemId")]
        return Recommendation(
            recommendation_id=answer.get("recommendationId"),
            item_ids=tuple(dict.fromkeys(item["itemId"] for item in items)),  # none twice
            hints={item["itemId"]: item["reason"][0] for item in items if item.get("reason")},
        )
