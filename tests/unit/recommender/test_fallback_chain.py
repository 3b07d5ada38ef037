"""Who chooses the items, rung by rung."""

import pytest

from recommender.domain.fallback_chain import FallbackChain
from recommender.domain.model import RecommendationError
from recommender.ports import Recommender
from shared.budget import CALL_MS, Budget, OutOfTimeError
from tests.support.contracts.documents import schema
from tests.support.fakes.catalogue import FakeCatalogue, FakeRecommender, item
from tests.support.fakes.events import NOW, interest_event
from tests.support.fakes.invocation import PLENTY

DOWN = RecommendationError({"error_class": "ReadTimeoutError", "error_code": ""})
NONE_KEPT = RecommendationError({"error_class": "NoneKept"})
POPULAR = item("popular")
ELSEWHERE = item("elsewhere", locations=("paris",))
KETTLE = item("kettle", category="kitchen")
CATALOGUE = FakeCatalogue([KETTLE, POPULAR, item("second"), item("third"), ELSEWHERE])


def fallback_chain(
    campaign: Recommender | None = None,
    last_good: Recommender | None = None,
    catalogue: FakeCatalogue = CATALOGUE,
    count: int = 2,
) -> FallbackChain:
    recommenders = {"personalize": campaign, "last-good": last_good}
    return FallbackChain({name: each for name, each in recommenders.items() if each}, catalogue, count)


def selected(fallback_chain: FallbackChain, **event: str) -> tuple[str, list[str], bool]:
    selection = fallback_chain.choose(interest_event(**event), NOW, PLENTY)
    return selection.choice.strategy, [each.item_id for each in selection.choice.items], selection.fallback is not None


def test_personalize_chooses_and_its_order_is_kept() -> None:
    assert selected(fallback_chain(FakeRecommender(("kettle", "popular", "second")))) == (
        "personalize",
        ["kettle", "popular"],
        False,
    )


def test_personalize_is_asked_for_more_than_is_offered() -> None:
    recommender = FakeRecommender(("popular",))
    selected(fallback_chain(recommender, count=25))
    assert [count for _, count in recommender.asked] == [100]


def test_items_that_are_unknown_or_not_to_be_offered_are_left_out() -> None:
    assert selected(fallback_chain(FakeRecommender(("gone", "elsewhere", "second")))) == (
        "personalize",
        ["second"],
        False,
    )


@pytest.mark.parametrize(
    ("campaign", "unusable"),
    [
        (FakeRecommender(("gone", "gone too")), True),
        (FakeRecommender(("gone", "elsewhere")), False),
        (FakeRecommender(()), False),
        (FakeRecommender(error=DOWN), False),
        (FakeRecommender(error=RecommendationError({"error_class": "ClientError"}, unusable=True)), True),
    ],
    ids=["another's items", "items of another place", "empty answer", "down", "refused"],
)
def test_a_campaign_that_no_waiting_makes_usable_is_known_from_others(
    campaign: FakeRecommender, unusable: bool
) -> None:
    for last_good in (FakeRecommender(error=NONE_KEPT), FakeRecommender(("gone",)), FakeRecommender(("popular",))):
        assert fallback_chain(campaign, last_good).choose(interest_event(), NOW, PLENTY).unusable is unusable


def test_without_a_campaign_what_is_popular_is_offered_and_nothing_failed() -> None:
    assert selected(fallback_chain()) == ("popular", ["popular", "second"], False)


@pytest.mark.parametrize(
    "campaign",
    [FakeRecommender(error=DOWN), FakeRecommender(()), FakeRecommender(("gone",)), FakeRecommender(("elsewhere",))],
    ids=["failing", "empty answer", "unknown items", "items of another place"],
)
def test_when_the_campaign_does_not_help_the_next_strategy_chooses_and_says_so(campaign: FakeRecommender) -> None:
    last_good = FakeRecommender(("third",))
    assert selected(fallback_chain(campaign, last_good)) == ("last-good", ["third"], True)
    assert selected(fallback_chain(campaign, FakeRecommender(error=NONE_KEPT))) == (
        "popular",
        ["popular", "second"],
        True,
    )
    assert selected(fallback_chain(campaign, FakeRecommender(("gone",)))) == ("popular", ["popular", "second"], True)


def test_the_reason_for_a_fallback_is_the_campaigns_and_not_a_later_strategys() -> None:
    selection = fallback_chain(FakeRecommender(error=DOWN), FakeRecommender(error=NONE_KEPT)).choose(
        interest_event(), NOW, PLENTY
    )
    assert selection.fallback == DOWN.log_fields


def test_an_interest_that_the_catalogue_does_not_know_gets_what_sells_best_at_the_location() -> None:
    assert selected(fallback_chain(), interest="knitting", interest_key="knitting") == (
        "catalogue",
        ["kettle", "popular"],
        False,
    )


def test_when_nothing_suits_the_choice_is_empty() -> None:
    assert selected(fallback_chain(catalogue=FakeCatalogue([ELSEWHERE]))) == ("catalogue", [], False)


def test_only_a_recommendation_of_the_campaign_itself_is_worth_remembering() -> None:
    chains = [
        fallback_chain(FakeRecommender(("popular",))),
        fallback_chain(FakeRecommender(error=DOWN), FakeRecommender(("popular",))),
        fallback_chain(),
    ]
    kept = [each.choose(interest_event(), NOW, PLENTY).recommendation for each in chains]
    assert [response is not None for response in kept] == [True, False, False]


def test_a_customer_and_context_are_asked_for_once_and_others_for_themselves() -> None:
    recommender = FakeRecommender(("popular",))
    asking = fallback_chain(recommender)
    for changes in ({}, {}, {"customer_id": "x"}, {"interest_key": "x"}, {"location_key": "x"}, {}):
        selected(asking, **changes)
    assert len(recommender.asked) == 4


def test_customers_of_one_interest_and_location_share_what_is_popular() -> None:
    catalogue = FakeCatalogue([POPULAR])
    asking = fallback_chain(FakeRecommender(error=DOWN), catalogue=catalogue)
    for number in range(5):
        assert selected(asking, customer_id=str(number))[0] == "popular"
    assert catalogue.queries == 1


def test_a_failing_catalogue_is_not_hidden() -> None:
    with pytest.raises(TimeoutError):
        selected(fallback_chain(catalogue=FakeCatalogue(error=TimeoutError())))


def test_a_strategy_that_might_not_end_in_time_is_not_begun() -> None:
    recommender = FakeRecommender(("popular",))
    with pytest.raises(OutOfTimeError):
        fallback_chain(recommender).choose(interest_event(), NOW, Budget(lambda: CALL_MS - 1))
    assert recommender.asked == []


def test_the_contract_names_every_strategy_in_its_order() -> None:
    names = schema("offer")["properties"]["data"]["properties"]["strategy"]["examples"]
    assert names == ["personalize", "last-good", "popular", "catalogue"]
