"""Asking a Personalize campaign, with its responses scripted."""

from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)

from recommender.adapters.campaign import Campaign
from recommender.domain.model import RecommendationError
from tests.support.fakes.events import interest_event
from tests.support.unit.ids import shown

ARN = "arn:aws:personalize:eu-west-1:000000000000:campaign/cxe"


class Scripted:
    def __init__(self, response: dict[str, Any] | Exception) -> None:
        self.response = response
        self.request: dict[str, Any] = {}

    def get_recommendations(self, **request: Any) -> dict[str, Any]:
        self.request = request
        if isinstance(self.response, Exception):
            raise self.response
        return self.response


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "canary"}}, "GetRecommendations")


def test_the_context_is_the_normalised_interest_and_location() -> None:
    client = Scripted({"recommendationId": "RID-1", "itemList": [{"itemId": "a"}, {"itemId": "b"}, {"itemId": "a"}]})
    recommendation = Campaign(client, ARN).recommend(interest_event(), 20)
    assert client.request == {
        "campaignArn": ARN,
        "userId": "12345",
        "context": {"INTEREST": "organic_food", "LOCATION": "cape town"},
        "numResults": 20,
    }
    assert (recommendation.recommendation_id, recommendation.item_ids) == ("RID-1", ("a", "b"))


@pytest.mark.parametrize(
    "response",
    [
        refused("ThrottlingException"),
        refused("ResourceNotFoundException"),
        refused("InvalidInputException"),
        refused("InternalServerError"),
        ReadTimeoutError(endpoint_url="https://canary"),
        ConnectTimeoutError(endpoint_url="https://canary"),
        NoCredentialsError(),
        ParamValidationError(report="canary"),
        AttributeError("canary"),
        {"itemList": [5]},
        {"itemList": "canary"},
        {"itemList": [{"itemId": "a", "reason": 5}]},
    ],
    ids=shown,
)
def test_whatever_goes_wrong_is_one_error_without_its_text(response: dict[str, Any] | Exception) -> None:
    with pytest.raises(RecommendationError) as error:
        Campaign(Scripted(response), ARN).recommend(interest_event(), 20)
    if isinstance(response, Exception):
        assert error.value.log_fields["error_class"] == type(response).__name__
    assert "canary" not in f"{error.value}{error.value.log_fields}"


@pytest.mark.parametrize(
    ("response", "unusable"),
    [
        (refused("ResourceNotFoundException"), True),
        (refused("AccessDeniedException"), True),
        (refused("InvalidInputException"), True),
        (refused("ValidationException"), True),
        (refused("ThrottlingException"), False),
        (refused("InternalServerException"), False),
        (refused("ResourceInUseException"), False),
        (refused("403"), False),
        (ReadTimeoutError(endpoint_url="https://canary"), False),
        (NoCredentialsError(), False),
    ],
    ids=repr,
)
def test_what_no_waiting_helps_is_not_taken_for_an_outage(response: Exception, unusable: bool) -> None:
    with pytest.raises(RecommendationError) as error:
        Campaign(Scripted(response), ARN).recommend(interest_event(), 20)
    assert error.value.unusable is unusable


@pytest.mark.parametrize("response", [{}, {"itemList": []}, {"itemList": [{}]}])
def test_a_response_without_items_is_a_response(response: dict[str, Any]) -> None:
    assert Campaign(Scripted(response), ARN).recommend(interest_event(), 20).item_ids == ()


def test_an_id_that_personalize_cannot_have_is_no_item() -> None:
    items = [{"itemId": item_id} for item_id in (5, "", None, "x" * 257, "x" * 256, "a")]
    response = Campaign(Scripted({"recommendationId": 7, "itemList": items}), ARN).recommend(interest_event(), 20)
    assert (response.recommendation_id, response.item_ids) == (None, ("x" * 256, "a"))


def test_personalizes_reasons_are_kept() -> None:
    items = [
        {"itemId": "a", "reason": ["Promoted item", "Exploration"]},
        {"itemId": "b", "reason": []},
        {"itemId": "c"},
    ]
    response = Campaign(Scripted({"itemList": items}), ARN).recommend(interest_event(), 20)
    assert response.hints == {"a": "Promoted item"}
