"""The statistics of what was observed."""

import random
from typing import Any

import pytest

from local.cloudwatch.distribution import MAX_VALUES, Distribution, is_statistic


def observed(*points: Any) -> Distribution:
    distribution = Distribution()
    for point in points:
        distribution.add_point(point if isinstance(point, dict) else {"Value": point})
    return distribution


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SampleCount", 4.0),
        ("Sum", 10.0),
        ("Average", 2.5),
        ("Minimum", 1.0),
        ("Maximum", 4.0),
        ("p0", 1.0),
        ("p50", 2.5),
        ("p90", 3.7),
        ("p100", 4.0),
    ],
)
def test_statistics_of_four_values(name: str, value: float) -> None:
    assert observed(1, 2, 3, 4).statistic(name) == pytest.approx(value)


def test_a_count_stands_for_as_many_equal_values() -> None:
    found = observed({"Value": 5, "Count": 3}, 1)
    assert (found.statistic("Sum"), found.statistic("p50"), found.statistic("SampleCount")) == (16, 5, 4)


def test_percentiles_of_one_value_are_the_value() -> None:
    assert observed(7).statistic("p99") == 7


def test_a_statistic_set_has_no_percentiles_unless_all_its_values_are_one() -> None:
    mixed = {"_stat": {"SampleCount": 2, "Sum": 10, "Minimum": 1, "Maximum": 9}}
    equal = {"_stat": {"SampleCount": 2, "Sum": 10, "Minimum": 5, "Maximum": 5}}
    assert observed(mixed, 3).statistic("p50") is None
    assert observed(mixed, 3).statistic("Maximum") == 9
    assert observed(equal).statistic("p50") == 5


def test_negative_values_have_no_percentiles() -> None:
    assert observed(-1, 5).statistic("p50") is None


def test_merging_adds_up() -> None:
    both = observed(1, 2)
    both.merge(observed(2, 9))
    assert [both.statistic(name) for name in ("SampleCount", "Sum", "Maximum", "p50")] == [4, 14, 9, 2]


def test_many_different_values_keep_exact_sums_and_close_percentiles_in_little_space() -> None:
    numbers = random.Random(1)
    values = [numbers.uniform(1, 1000) for _ in range(20_000)]
    found = observed(*values)
    assert found.statistic("Sum") == pytest.approx(sum(values), rel=1e-9)
    assert found.statistic("p99") == pytest.approx(sorted(values)[19_800], rel=0.01)
    assert found.values is not None
    assert len(found.values) < 10 * MAX_VALUES


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Sum", True),
        ("p99.9", True),
        ("p100", True),
        ("p101", False),
        ("TM(10%:90%)", False),
        ("sum", False),
        ("", False),
        ("p", False),
    ],
)
def test_statistics_that_are_known(name: str, known: bool) -> None:
    assert is_statistic(name) is known
