"""Each of many defects breaks the very invariant that it should, so that the invariants mean something."""

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.reliability.defects import Defect, planted

MUTANTS: dict[str, dict[str, Any]] = {
    mutant.pop("name"): mutant for mutant in yaml.safe_load(Path(__file__).with_name("mutants.yaml").read_text())
}
# Of those that need several things to come together, what chance finds as well.
FOUND_BY_CHANCE = (
    "a repeat gets an id of its own",
    "an error is swallowed",
    "records are acknowledged before their offers are published",
    "offers are marked as published before they are",
    "a published offer is published again",
    "nobody asks who wants no offers",
)
NO_DEFECT = Defect("recommender/domain/single_flight.py", "import threading\n", "import threading  # as before\n")


def defect_of(mutant: dict[str, Any]) -> Defect:
    return Defect(mutant["file"], mutant["text"], mutant["replacement"])


@pytest.mark.parametrize("name", MUTANTS)
def test_an_invariant_is_broken_when(name: str) -> None:
    mutant = MUTANTS[name]
    with planted(defect_of(mutant)):
        stage = importlib.import_module("tests.support.reliability.scenarios.play")
        with pytest.raises(AssertionError, match=mutant["says"]):
            stage.play(mutant["scenario"], traced=mutant.get("traced", False), watched=(mutant["invariant"],))


@pytest.mark.parametrize("name", FOUND_BY_CHANCE)
def test_the_search_finds_it_when(name: str) -> None:
    mutant = MUTANTS[name]
    with planted(defect_of(mutant)), pytest.raises(AssertionError, match=mutant["says"]):
        importlib.import_module("tests.support.reliability.search").search(
            400, watched=(mutant["invariant"],), shrink=False
        )


def test_no_invariant_is_broken_by_source_that_does_the_same() -> None:
    with planted(NO_DEFECT):
        stage = importlib.import_module("tests.support.reliability.scenarios.play")
        for scenario in stage.SCENARIOS:
            stage.play(scenario, traced=False)


def test_every_invariant_has_a_defect_that_breaks_it() -> None:
    from tests.support.reliability.invariants.watch import ALL

    assert {mutant["invariant"] for mutant in MUTANTS.values()} == ALL


def test_a_defect_stays_where_it_was_planted() -> None:
    from recommender.domain import single_flight

    with planted(NO_DEFECT):
        planted_one = importlib.import_module("recommender.domain.single_flight")
        assert planted_one is not single_flight
    assert sys.modules["recommender.domain.single_flight"] is single_flight
    assert importlib.import_module("recommender.domain").single_flight is single_flight


@pytest.mark.parametrize("text", ["no such text", "import"])
def test_a_defect_whose_text_is_not_there_once_is_refused(text: str) -> None:
    from recommender.domain import single_flight

    with (
        pytest.raises(AssertionError, match="holds the text"),
        planted(Defect("recommender/domain/single_flight.py", text, "")),
    ):
        pass
    assert sys.modules["recommender.domain.single_flight"] is single_flight
