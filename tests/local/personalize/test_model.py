"""The stand-in learns: it beats popularity on choices it has not seen, and context counts at once."""

from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
import pytest

from local.personalize import retail_data
from local.personalize.model import INTEREST, LOCATION, Model, Vector, recall_at
from local.personalize.retail_data import Interaction
from local.personalize.retail_words import LOCATIONS, RANGES

ITEMS = retail_data.catalogue()
ITEM_IDS = [item.item_id for item in ITEMS]
BY_ID = {item.item_id: item for item in ITEMS}


def ranked(model: Model, user_id: str | None, context: Mapping[str, str], count: int) -> list[str]:
    return [model.item_ids[index] for index in np.argsort(-model.scores(user_id, context))[:count]]


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(ITEM_IDS, retail_data.interactions(ITEMS))


@pytest.mark.parametrize("user_id", ["customer-0001", "customer-0500", "a stranger", None])
def test_organic_food_in_cape_town_gets_organic_food_that_cape_town_sells(model: Model, user_id: str | None) -> None:
    top = ranked(model, user_id, {INTEREST: "organic_food", LOCATION: "cape town"}, 10)
    fitting = [BY_ID[item].category == "organic_food" and BY_ID[item].sold_in("cape town") for item in top]
    assert sum(fitting) >= 9
    assert all(fitting[:5])


def test_every_interest_and_place_gets_suitable_items(model: Model) -> None:
    for interest in RANGES:
        for location in LOCATIONS:
            for item in ranked(model, None, {INTEREST: interest, LOCATION: location}, 5):
                assert BY_ID[item].category == interest, (interest, location)
                assert BY_ID[item].sold_in(location), (interest, location)


def test_scores_are_shares_of_certainty(model: Model) -> None:
    scores = model.scores("customer-0001", {})
    assert scores.shape == (len(ITEMS),)
    assert float(scores.sum()) == pytest.approx(1, abs=1e-4)
    assert bool((scores >= 0).all())


def test_an_unknown_customer_without_context_gets_what_is_popular(model: Model) -> None:
    chosen = Counter(choice.item_id for choice in retail_data.interactions(ITEMS))
    popular = {item_id for item_id, _ in chosen.most_common(40)}
    assert len(popular.intersection(ranked(model, None, {}, 10))) >= 7


def test_unknown_context_values_change_nothing(model: Model) -> None:
    assert ranked(model, None, {INTEREST: "submarines", LOCATION: "atlantis"}, 10) == ranked(model, None, {}, 10)


def test_history_changes_the_order_within_a_context(model: Model) -> None:
    context = {INTEREST: "wine", LOCATION: "london"}
    orders = {tuple(ranked(model, f"customer-{number:04d}", context, 5)) for number in range(20)}
    assert len(orders) > 5


def test_a_choice_counts_from_the_next_request_on() -> None:
    learning = Model(ITEM_IDS, retail_data.interactions(ITEMS, customers=300))
    before = ranked(learning, "a newcomer", {}, 10)
    for item_id in ("baby-care-01", "baby-care-03", "baby-care-05", "no such item"):
        learning.add_interaction("a newcomer", item_id)
    after = ranked(learning, "a newcomer", {}, 10)
    assert sum(BY_ID[item].category == "baby_care" for item in after) > sum(
        BY_ID[item].category == "baby_care" for item in before
    )


def hold_out_last_fifth() -> tuple[list[Interaction], dict[str, list[Interaction]]]:
    histories: dict[str, list[Interaction]] = {}
    for choice in retail_data.interactions(ITEMS):
        histories.setdefault(choice.user_id, []).append(choice)
    kept = [choice for history in histories.values() for choice in history[: -max(1, len(history) // 5)]]
    held_out = {user_id: history[-max(1, len(history) // 5) :] for user_id, history in histories.items()}
    return kept, held_out


def test_recall_at_10_beats_popularity_by_far_on_held_out_choices(
    record_property: Callable[[str, object], None],
) -> None:
    kept, held_out = hold_out_last_fifth()
    learned = Model(ITEM_IDS, kept)
    position = {item_id: index for index, item_id in enumerate(ITEM_IDS)}
    popularity: Vector = np.zeros(len(ITEMS), dtype=np.float32)
    seen: dict[str, list[int]] = {}
    for choice in kept:
        popularity[position[choice.item_id]] += 1
        seen.setdefault(choice.user_id, []).append(position[choice.item_id])

    def recall(scores_of: Callable[[str, Interaction], Vector]) -> float:
        recalls = []
        for user_id, choices in held_out.items():
            scores = scores_of(user_id, choices[-1]).copy()
            scores[seen[user_id]] = -np.inf
            order = [ITEM_IDS[index] for index in np.argsort(-scores)[:10]]
            recalls.append(recall_at(10, order, frozenset(choice.item_id for choice in choices)))
        return float(np.mean(recalls))

    figures = {
        "popularity": recall(lambda _user, _last: popularity),
        "history": recall(lambda user, _last: learned.scores(user, {})),
        "context": recall(lambda _user, last: learned.scores(None, {INTEREST: last.interest, LOCATION: last.location})),
        "both": recall(lambda user, last: learned.scores(user, {INTEREST: last.interest, LOCATION: last.location})),
    }
    for name, value in figures.items():
        record_property(f"recall_at_10_{name}", round(value, 3))
    assert figures["history"] > 3 * figures["popularity"]
    assert figures["context"] > 3 * figures["popularity"]
    assert figures["both"] > figures["history"]
