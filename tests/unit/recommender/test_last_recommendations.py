"""The campaign's last answers, over DynamoDB in memory."""

from datetime import timedelta

import pytest

from recommender.adapters.last_good import LastGood
from recommender.domain.model import Recommendation, RecommendationError
from tests.support.fakes.events import NOW, interest_event
from tests.support.reliability.dynamodb import DynamoDb
from tests.support.reliability.faults import Fault
from tests.support.unit.tables import in_memory

AGE = timedelta(hours=24)
RECOMMENDATION = Recommendation("RID-1", ("b", "a", "c"), {"a": "Exploration"})


def last_good(dynamodb: DynamoDb, later: timedelta = timedelta()) -> LastGood:
    return LastGood(dynamodb, "customers", AGE, lambda: NOW + later)


def log_fields(recommending: LastGood, **event: str) -> dict[str, str]:
    with pytest.raises(RecommendationError) as error:
        recommending.recommend(interest_event(**event), 5)
    return error.value.log_fields


def test_the_last_recommendation_is_given_again_in_its_order_and_without_its_id() -> None:
    dynamodb = in_memory()
    last_good(dynamodb).remember(interest_event(), Recommendation("RID-0", ("x",)))
    last_good(dynamodb).remember(interest_event(), RECOMMENDATION)
    assert last_good(dynamodb).recommend(interest_event(), 5) == Recommendation(None, ("b", "a", "c"))
    assert last_good(dynamodb).recommend(interest_event(), 2).item_ids == ("b", "a")


@pytest.mark.parametrize(
    "other",
    [{"customer_id": "x"}, {"interest": "X", "interest_key": "x"}, {"location": "X", "location_key": "x"}],
    ids=["customer", "interest", "location"],
)
def test_a_recommendation_is_one_customers_for_one_interest_and_location(other: dict[str, str]) -> None:
    dynamodb = in_memory()
    last_good(dynamodb).remember(interest_event(), RECOMMENDATION)
    assert log_fields(last_good(dynamodb), **other) == {"error_class": "NoneKept"}


def test_a_recommendation_is_kept_until_it_is_too_old_and_expires_then() -> None:
    dynamodb = in_memory()
    last_good(dynamodb).remember(interest_event(), RECOMMENDATION)
    seconds = int(NOW.timestamp())
    (item,) = dynamodb.items("customers")
    assert (item["recommended_at"], item["expires_at"]) == ({"N": str(seconds)}, {"N": str(seconds + 86_400)})
    whole = NOW.replace(microsecond=0) - NOW
    assert last_good(dynamodb, AGE + whole).recommend(interest_event(), 5).item_ids == RECOMMENDATION.item_ids
    assert log_fields(last_good(dynamodb, AGE + whole + timedelta(seconds=1))) == {"error_class": "NoneKept"}


def test_what_an_earlier_release_kept_is_found() -> None:
    dynamodb = in_memory()
    kept = {
        "customer_id": {"S": "12345"},
        "record": {"S": "last-good/babaa99858f87076cba639de5032bea3"},
        "item_ids": {"S": '["a"]'},
        "recommended_at": {"N": str(int(NOW.timestamp()))},
    }
    dynamodb.fill("customers", [kept])
    assert last_good(dynamodb).recommend(interest_event(), 5).item_ids == ("a",)


def test_a_table_that_fails_gives_no_recommendation_and_no_text() -> None:
    dynamodb = in_memory(Fault("throttled", "customers.get_item"))
    assert log_fields(last_good(dynamodb)) == {"error_class": "ClientError", "error_code": "ThrottlingException"}
    assert str(RecommendationError({"error_class": "NoneKept"})) == "no recommendation"
