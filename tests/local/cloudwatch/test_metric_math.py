"""Expressions on time series."""

import pytest

from local.cloudwatch.metric_functions import TimeSeries, Windows
from local.cloudwatch.metric_math import Expressions, MathError

METRICS: dict[str, TimeSeries] = {
    "errors": {0: 1.0, 60: 3.0},
    "total": {0: 4.0, 60: 0.0, 120: 8.0},
}


def result(expression: str, **others: str) -> TimeSeries:
    return Expressions(METRICS, {"e": expression, **others}, Windows([0, 60, 120], 60)).series("e")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("errors", {0: 1, 60: 3}),
        ("errors + total", {0: 5, 60: 3}),
        ("100 * errors / total", {0: 25}),  # a division by zero leaves a gap
        ("-errors ^ 2", {0: -1, 60: -9}),
        ("2 + 3 * 2", {0: 8, 60: 8, 120: 8}),
        ("FILL(errors, 0) + total", {0: 5, 60: 3, 120: 8}),
        ("FILL(errors, REPEAT)", {0: 1, 60: 3, 120: 3}),
        ("errors > 1", {0: 0, 60: 1}),
        ("errors > 0 AND total > 0", {0: 1, 60: 0}),
        ("errors > 5 || total == 0", {0: 0, 60: 1}),
        ("IF(total > 0, FILL(errors, 0) / total, 0)", {0: 0.25, 60: 0, 120: 0}),
        ("IF(total > 4, total)", {120: 8}),
        ("SUM([errors, total])", {0: 5, 60: 3, 120: 8}),
        ("SUM(METRICS())", {0: 5, 60: 3, 120: 8}),
        ("MAX(errors) + 0 * total", {0: 3, 60: 3, 120: 3}),
        ("AVG(METRICS())", {0: 2.5, 60: 1.5, 120: 8}),
        ("errors / PERIOD(errors) * 60", {0: 1, 60: 3}),
        ("RATE(errors) * 60", {60: 2}),
        ("DIFF(total)", {60: -4, 120: 8}),
        ("RUNNING_SUM(total)", {0: 4, 60: 4, 120: 12}),
        ("CEIL(errors / 2)", {0: 1, 60: 2}),
        ("DATAPOINT_COUNT(errors) + METRIC_COUNT(METRICS())", {0: 4, 60: 4, 120: 4}),
        ("half * 2", {0: 1, 60: 3}),
    ],
)
def test_expressions_are_evaluated_window_by_window(expression: str, expected: TimeSeries) -> None:
    assert result(expression, half="errors / 2") == expected


@pytest.mark.parametrize(
    "expression",
    [
        "unknown + 1",
        "e + 1",
        "errors +",
        "SEARCH('x', 'Sum', 60)",
        "METRICS('errors')",
        "METRICS()",
        "FILL(3, 0)",
        "FILL(errors)",
        "errors.__class__",
        "__import__('os')",
        "(lambda: 1)()",
        "'text'",
        "(" * 500 + "errors" + ")" * 500,
    ],
)
def test_what_cannot_be_evaluated_is_refused(expression: str) -> None:
    with pytest.raises(MathError):
        result(expression)


def test_expressions_by_each_other_are_refused() -> None:
    with pytest.raises(MathError):
        result("other", other="e")


def test_a_power_too_large_to_hold_is_a_gap() -> None:
    assert result("9 ^ 9 ^ 9 ^ 9 * errors") == {}
