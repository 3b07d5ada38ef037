"""What the operators of an expression do with the values of a row."""

import operator
from collections.abc import Callable
from typing import Any

from local.cloudwatch.insights.functions import as_number, as_text
from local.cloudwatch.insights.records import Row

Expression = Callable[[Row], Any]

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
SUMS = {"+": operator.add, "-": operator.sub}
PRODUCTS = {"*": operator.mul, "/": operator.truediv, "%": operator.mod}


def compare(comparison: Callable[[Any, Any], bool], left: Any, right: Any) -> bool:
    """Compare as numbers where both are, otherwise as texts. A missing value is unequal to all, and not ordered."""
    if left is None or right is None:
        return comparison is operator.ne
    numbers = as_number(left), as_number(right)
    if None not in numbers:
        return comparison(*numbers)
    return comparison(as_text(left), as_text(right))


def arithmetic(operation: Callable[[float, float], float], left: Expression, right: Expression) -> Expression:
    """Return the expression ``left operation right``; it has no value where a side is no number."""

    def calculate(row: Row) -> float | None:
        first, second = as_number(left(row)), as_number(right(row))
        try:
            return None if first is None or second is None else as_number(operation(first, second))
        except (ZeroDivisionError, OverflowError):
            return None

    return calculate
