"""Figures compare what was measured in the same round, and say so in a table."""

import pytest

from tests.support.performance.earlier import NoBuildError, earlier_build
from tests.support.performance.figures import Spread, figures, ratios
from tests.support.performance.measuring import turns
from tests.support.performance.tables import cells, markdown, text

COLD = {
    "ours": [10.0, 20.0, 30.0],
    "typical": [20.0, 40.0, 60.0],
    "naive": [30.0, 30.0, 30.0],
    "floor": [5.0, 5.0, 5.0],
}


def test_a_ratio_is_of_values_of_the_same_round() -> None:
    quiet_then_busy = ratios([1.0, 10.0, 100.0], [2.0, 20.0, 200.0])

    assert quiet_then_busy == Spread(0.5, 0.5, 0.5)


def test_rounds_that_one_side_lacks_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        ratios([1.0, 2.0], [1.0])


def test_quartiles_stand_beside_the_median() -> None:
    assert Spread.of([5.0, 1.0, 4.0, 2.0, 3.0]) == Spread(3.0, 2.0, 4.0)


def test_each_takes_its_turn_at_being_first() -> None:
    assert [list(names) for names in turns(["a", "b", "c"], 4)] == [
        ["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"], ["a", "b", "c"],
    ]  # fmt: skip


def test_a_speed_up_says_how_many_times_quicker_ours_is() -> None:
    (row,) = figures({"batch": {"ours": [200.0], "sequential": [6000.0]}})

    assert (row["ratio"]["median"], row["wanted"]) == (30.0, "≥ 30")


def test_one_measurement_is_compared_with_several_baselines() -> None:
    rows = figures({"cold": COLD})

    assert [(row["key"], row["ratio"]["median"]) for row in rows] == [
        ("cold-typical", 0.5), ("cold-naive", 0.667), ("cold-floor", 4.0),
    ]  # fmt: skip


def test_an_earlier_build_gets_columns_of_its_own() -> None:
    without = cells(figures({"cold": COLD}))
    beside = cells(figures({"cold": {**COLD, "before": [20.0, 40.0, 60.0]}}))

    assert beside[0][: len(without[0])] == without[0]
    assert beside[1][-2:] == ("40 ms (30–50)", "× 0.5 (0.5–0.5)")


def test_a_table_has_a_line_for_each_row() -> None:
    lines = cells(figures({"cold": COLD}))

    assert len(text(lines).splitlines()) == 4
    assert len(markdown(lines).splitlines()) == 5


@pytest.mark.parametrize("name", ["no-such-commit", "docs", "--help"])
def test_what_is_no_build_is_refused(name: str) -> None:
    with pytest.raises(NoBuildError, match=name):
        earlier_build(name, lambda _: None)
