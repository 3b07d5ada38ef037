"""Who chooses the items."""

import pytest

from recommender.strategies import RecommendationError, Strategies
from tests.unit.fakes import FakeCatalogue, FakeRecommender, interest_event, item

DOWN = RecommendationError({"error_class": "ReadTimeoutError", "error_code": ""})
POPULAR = item("popular")
ELSEWHERE = item("elsewhere", locations=("paris",))
KETTLE = item("kettle", category="kitchen")
CATALOGUE = FakeCatalogue([POPULAR, item("second"), item("third"), ELSEWHERE, KETTLE])


def ids(strategies: Strategies) -> tuple[str, list[str], bool]:
    chosen = strategies.choose(interest_event())
    return chosen.choice.strategy, [each.item_id for each in chosen.choice.items], chosen.fallback is not None


def test_personalize_chooses_and_its_order_is_kept() -> None:
    recommender = FakeRecommender(("kettle", "popular", "second"))
    assert ids(Strategies(recommender, CATALOGUE, 2)) == ("personalize", ["kettle", "popular"], False)


def test_personalize_is_asked_for_more_than_is_offered() -> None:
    recommender = FakeRecommender(("popular",))
    ids(Strategies(recommender, CATALOGUE, 25))
    assert [count for _, count in recommender.asked] == [100]


def test_items_that_are_unknown_or_not_available_at_the_location_are_left_out() -> None:
    recommender = FakeRecommender(("gone", "elsewhere", "second"))
    assert ids(Strategies(recommender, CATALOGUE, 2)) == ("personalize", ["second"], False)


def test_without_a_campaign_the_catalogue_chooses_and_nothing_failed() -> None:
    assert ids(Strategies(None, CATALOGUE, 2)) == ("catalogue", ["popular", "second"], False)


@pytest.mark.parametrize(
    "recommender",
    [FakeRecommender(error=DOWN), FakeRecommender(("gone",)), FakeRecommender(("elsewhere",))],
    ids=["failing", "unknown items", "items of another place"],
)
def test_when_personalize_helps_nothing_the_catalogue_chooses_and_says_so(recommender: FakeRecommender) -> None:
    assert ids(Strategies(recommender, CATALOGUE, 2)) == ("catalogue", ["popular", "second"], True)


def test_when_nothing_suits_the_choice_is_empty() -> None:
    assert ids(Strategies(None, FakeCatalogue([ELSEWHERE, KETTLE]), 2)) == ("catalogue", [], False)


def test_a_failing_campaign_is_not_asked_for_the_whole_batch() -> None:
    recommender = FakeRecommender(error=DOWN)
    strategies = Strategies(recommender, CATALOGUE, 2)
    answers = [ids(strategies) for _ in range(10)]
    assert answers == [("catalogue", ["popular", "second"], True)] * 10
    assert len(recommender.asked) == 2


def test_a_failing_catalogue_is_not_hidden() -> None:
    class Broken(FakeCatalogue):
        def popular(self, category: str, location_key: str, count: int) -> tuple[object, ...]:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        ids(Strategies(None, Broken(), 2))
