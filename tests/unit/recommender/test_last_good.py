"""The campaign's last answers, as they are kept."""

from datetime import timedelta
from typing import Any

import pytest

from recommender.adapters.last_good import LastGood
from recommender.domain.model import RecommendationError
from tests.support.fakes.events import NOW, interest_event

KEPT = {"recommended_at": {"N": str(int(NOW.timestamp()))}, "item_ids": {"S": '["a", "b"]'}}


class Table:
    def __init__(self, response: dict[str, Any] | Exception) -> None:
        self.response = response

    def get_item(self, **_: object) -> dict[str, Any]:
        if isinstance(self.response, Exception):
            raise self.response
        return self.response


def recommended(response: dict[str, Any] | Exception) -> tuple[str, ...]:
    kept = LastGood(Table(response), "customers", timedelta(hours=1), lambda: NOW)
    return kept.recommend(interest_event(), 20).item_ids


def test_the_last_recommendation_is_made_once_more() -> None:
    assert recommended({"Item": KEPT}) == ("a", "b")


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"Item": {}},
        {"Item": {**KEPT, "recommended_at": {"N": "0"}}},
        {"Item": {**KEPT, "recommended_at": {"S": "canary"}}},
        {"Item": {**KEPT, "item_ids": {"S": "canary"}}},
        {"Item": {**KEPT, "item_ids": {"L": []}}},
        {"Item": [5]},
        TypeError("canary"),
    ],
    ids=repr,
)
def test_what_is_not_there_too_old_or_not_readable_leaves_the_choice_to_others(
    response: dict[str, Any] | Exception,
) -> None:
    with pytest.raises(RecommendationError) as error:
        recommended(response)
    assert "canary" not in str(error.value.log_fields)
