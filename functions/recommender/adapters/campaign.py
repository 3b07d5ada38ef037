"""An Amazon Personalize campaign."""

import socket
from collections.abc import Mapping
from typing import Any

from recommender.domain.model import Recommendation, RecommendationError
from shared.aws.clients import PersonalizeRuntime
from shared.aws.failures import describe, error_code
from shared.interest_event import InterestEvent

# Amazon Personalize API Reference, "PredictedItem".
_LONGEST_ID = 256

# The campaign is not there, may not be used, or does not take what it is asked; or the account may not use the Region.
# Source: Amazon Personalize API Reference, "GetRecommendations" and "Common Errors".
_UNUSABLE = frozenset(
    {
        "AccessDeniedException",
        "InvalidInputException",
        "OptInRequired",
        "ResourceNotFoundException",
        "UnrecognizedClientException",
        "ValidationException",
    }
)


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
            response = self._client.get_recommendations(
                campaignArn=self._arn,
                userId=event.customer_id,
                context={"INTEREST": event.interest_key, "LOCATION": event.location_key},
                numResults=count,
            )
            return _recommendation(response)
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody else can choose the items
            raise RecommendationError(describe(error), unusable=_is_unusable(error)) from None


def _is_unusable(error: Exception) -> bool:
    """Return whether waiting is of no use: Personalize refused, or the Region has no Personalize."""
    unresolved = getattr(getattr(error, "kwargs", {}).get("error"), "__cause__", None)  # urllib3's, in botocore's
    unnamed = isinstance(unresolved, socket.gaierror) and unresolved.errno == socket.EAI_NONAME
    return unnamed or error_code(error) in _UNUSABLE


def _recommendation(response: Mapping[str, Any]) -> Recommendation:
    """Return what ``response`` recommends: no item twice, and none whose id is not as Personalize has them."""
    items = [item for item in response.get("itemList", []) if _is_id(item.get("itemId"))]
    recommendation_id = response.get("recommendationId")
    return Recommendation(
        recommendation_id=recommendation_id if isinstance(recommendation_id, str) else None,
        item_ids=tuple(dict.fromkeys(item["itemId"] for item in items)),
        hints={item["itemId"]: item["reason"][0] for item in items if item.get("reason")},
    )


def _is_id(found: object) -> bool:
    return isinstance(found, str) and 1 <= len(found) <= _LONGEST_ID
