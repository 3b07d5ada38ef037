"""Why an item is offered, for people."""

import pytest

from recommender.domain.reasons import reason
from tests.support.fakes.catalogue import item
from tests.support.fakes.events import interest_event

FOOD, KETTLE = item("a"), item("kettle", category="kitchen")


@pytest.mark.parametrize("strategy", ["personalize", "last-good", "popular", "catalogue"])
def test_an_item_of_the_interests_category_is_what_the_customer_likes(strategy: str) -> None:
    assert reason(FOOD, interest_event(), strategy, None) == "because you like organic food"


@pytest.mark.parametrize(
    ("strategy", "text"),
    [
        ("personalize", "chosen for you"),
        ("last-good", "chosen for you"),
        ("catalogue", "a best seller, sold in Cape Town"),
    ],
)
def test_another_item_is_explained_by_who_chose_it(strategy: str, text: str) -> None:
    assert reason(KETTLE, interest_event(), strategy, None) == text


@pytest.mark.parametrize("strategy", ["personalize", "last-good", "catalogue"])
@pytest.mark.parametrize("hint", [None, "Promoted item", "Exploration", "Popular item"])
def test_an_item_of_another_category_is_not_said_to_go_with_the_interest(strategy: str, hint: str | None) -> None:
    assert "organic food" not in reason(KETTLE, interest_event(), strategy, hint)


@pytest.mark.parametrize(
    ("hint", "text"),
    [
        ("Promoted item", "on promotion"),
        ("Exploration", "something new for you"),
        ("Popular item", "popular with our customers"),
        ("Something that Personalize says one day", "because you like organic food"),
    ],
)
def test_what_personalize_says_of_an_item_comes_first_where_it_is_known(hint: str, text: str) -> None:
    assert reason(FOOD, interest_event(), "personalize", hint) == text
