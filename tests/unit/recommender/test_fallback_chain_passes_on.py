"""What the ladder asks for, and what it passes on."""

from recommender.domain.fallback_chain import FallbackChain
from recommender.domain.model import Recommendation
from recommender.ports import Suits
from shared.budget import Budget
from shared.catalogue.item import Item
from shared.interest_event import InterestEvent
from tests.support.fakes.catalogue import FakeCatalogue, FakeRecommender, item
from tests.support.fakes.events import NOW, interest_event
from tests.support.fakes.invocation import PLENTY

POPULAR, KETTLE, ELSEWHERE = (
    item("popular"),
    item("kettle", category="kitchen"),
    item("elsewhere", locations=("paris",)),
)


def selected(fallback_chain: FallbackChain, **event: str) -> list[str]:
    return [each.item_id for each in fallback_chain.choose(interest_event(**event), NOW, PLENTY).choice.items]


def test_customers_of_other_interests_and_locations_get_what_is_popular_there() -> None:
    asking = FallbackChain({}, FakeCatalogue([POPULAR, KETTLE, ELSEWHERE]), 2)
    assert selected(asking) == ["popular"]
    assert selected(asking, interest="Kitchen", interest_key="kitchen") == ["kettle"]
    assert selected(asking, location="Paris", location_key="paris") == ["elsewhere"]


def test_the_catalogue_is_looked_through_for_the_location_within_the_records_time() -> None:
    given: list[Budget] = []
    places: list[str] = []

    class Watched(FakeCatalogue):
        def items(self, item_ids: tuple[str, ...], budget: Budget) -> tuple[Item, ...]:
            given.append(budget)
            return super().items(item_ids, budget)

        def popular(self, category: str, location: str, suits: Suits, count: int, budget: Budget) -> tuple[Item, ...]:
            given.append(budget)
            places.append(location)
            return ()

        def best_sellers(self, location: str, suits: Suits, count: int, budget: Budget) -> tuple[Item, ...]:
            given.append(budget)
            places.append(location)
            return super().best_sellers(location, suits, count, budget)

    selected(FallbackChain({"personalize": FakeRecommender(("gone",))}, Watched(), 2))
    assert [budget is PLENTY for budget in given] == [True, True, True]
    assert places == ["cape town", "cape town"]


def test_what_the_campaign_says_beside_its_items_is_passed_on() -> None:
    class Talking(FakeRecommender):
        def recommend(self, event: InterestEvent, count: int) -> Recommendation:
            return Recommendation("RID-7", ("popular",), {"popular": "Exploration"})

    choice = (
        FallbackChain({"personalize": Talking()}, FakeCatalogue([POPULAR]), 2)
        .choose(interest_event(), NOW, PLENTY)
        .choice
    )
    assert (choice.recommendation_id, choice.hints) == ("RID-7", {"popular": "Exploration"})


def test_an_item_of_the_campaigns_is_offered_only_while_it_is_active() -> None:
    catalogue = FakeCatalogue([item("over", active_until=NOW), POPULAR])
    assert selected(FallbackChain({"personalize": FakeRecommender(("over", "popular"))}, catalogue, 2)) == ["popular"]
