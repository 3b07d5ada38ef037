"""Why an item is offered, for people."""

import pytest

from recommender.reasons import reason
from tests.unit.fakes import interest_event, item

FOOD, KETTLE = item("a"), item("kettle", category="kitchen")


@pytest.mark.parametrize("strategy", ["personalize", "last-good", "popular", "catalogue"])
def test_an_item_of_the_interests_category_is_what_the_customer_likes(strategy: str) -> None:
    assert reason(FOOD, interest_event(), strategy, None) == "because you like organic food"


@pytest.mark.parametrize(
    ("strategy", "text"),
    [
        ("personalize", "popular with people who like organic food"),
        ("last-good", "popular with people who like organic food"),
        ("catalogue", "popular in Cape Town"),
    ],
)
def test_another_item_is_explained_by_who_chose_it(strategy: str, text: str) -> None:
    assert reason(KETTLE, interest_event(), strategy, None) == text


@pytest.mark.parametrize(
    ("hint", "text"),
    [
        ("Promoted item", "on promotion for people who like organic food"),
        ("Exploration", "new for people who like organic food"),
        ("Popular item", "popular with people who like organic food"),
        ("Something that Personalize says one day", "because you like organic food"),
    ],
)
def test_what_personalize_says_of_an_item_comes_first_where_it_is_known(hint: str, text: str) -> None:
    assert reason(FOOD, interest_event(), "personalize", hint) == text
