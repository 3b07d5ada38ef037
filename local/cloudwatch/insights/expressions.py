"""Expressions on the fields of a row, as functions from the row to a value."""

import functools
import inspect
import operator
from collections.abc import Callable
from typing import Any

from local.cloudwatch.insights.functions import AGGREGATIONS, FUNCTIONS, as_text, floor_time
from local.cloudwatch.insights.operations import COMPARISONS, PRODUCTS, SUMS, Expression, arithmetic, compare
from local.cloudwatch.insights.scanner import Scanner

_TIME_FUNCTIONS = ("bin", "datefloor")


def parse_expression(scanner: Scanner) -> Expression:
    """Return the expression that comes next. Raises :class:`QueryError`."""
    return _either(scanner)


def _either(scanner: Scanner) -> Expression:
    options = [_both(scanner)]
    while scanner.take("or"):
        options.append(_both(scanner))
    return options[0] if len(options) == 1 else lambda row: any(option(row) for option in options)


def _both(scanner: Scanner) -> Expression:
    parts = [_negation(scanner)]
    while scanner.take("and"):
        parts.append(_negation(scanner))
    return parts[0] if len(parts) == 1 else lambda row: all(part(row) for part in parts)


def _negation(scanner: Scanner) -> Expression:
    if scanner.take("not"):
        negated = _negation(scanner)
        return lambda row: not negated(row)
    return _comparison(scanner)


def _comparison(scanner: Scanner) -> Expression:
    left = _sum(scanner)
    wanted = scanner.take("not") is None
    if scanner.take("like", "=~"):
        matches = _pattern(scanner)
        return lambda row: matches(as_text(left(row))) is wanted
    if scanner.take("in"):
        options = _list(scanner)
        return lambda row: any(compare(operator.eq, left(row), option(row)) for option in options) is wanted
    if not wanted:
        raise scanner.fail("'like' or 'in'")
    symbol = scanner.take(*COMPARISONS)
    if symbol is None:
        return left
    comparison, right = COMPARISONS[symbol], _sum(scanner)
    return lambda row: compare(comparison, left(row), right(row))


def _pattern(scanner: Scanner) -> Callable[[str], bool]:
    expression = scanner.regular_expression()
    if expression is not None:
        return lambda text: expression.search(text) is not None
    part = scanner.string()
    if part is None:
        raise scanner.fail("a quoted text or a regular expression")
    return lambda text: part in text


def _list(scanner: Scanner) -> list[Expression]:
    scanner.require("[")
    items = [_sum(scanner)]
    while scanner.take(","):
        items.append(_sum(scanner))
    scanner.require("]")
    return items


def _sum(scanner: Scanner) -> Expression:
    left = _product(scanner)
    while symbol := scanner.take(*SUMS):
        left = arithmetic(SUMS[symbol], left, _product(scanner))
    return left


def _product(scanner: Scanner) -> Expression:
    left = _power(scanner)
    while symbol := scanner.take(*PRODUCTS):
        left = arithmetic(PRODUCTS[symbol], left, _power(scanner))
    return left


def _power(scanner: Scanner) -> Expression:
    base = _operand(scanner)
    return arithmetic(operator.pow, base, _power(scanner)) if scanner.take("^") else base


def _operand(scanner: Scanner) -> Expression:
    if scanner.take("("):
        inner = parse_expression(scanner)
        scanner.require(")")
        return inner
    if scanner.take("-"):
        return arithmetic(operator.sub, lambda _row: 0, _operand(scanner))
    constant = scanner.string()
    if constant is None:
        constant = scanner.number()  # type: ignore[assignment]
    if constant is not None:
        return lambda _row: constant
    name = scanner.word()
    if name is None:
        raise scanner.fail("a field, a value or a function")
    if scanner.take("("):
        return _call(scanner, name.lower())
    return lambda row: row.get(name)


def _call(scanner: Scanner, name: str) -> Expression:
    if name in _TIME_FUNCTIONS:
        return _time_function(scanner, name)
    if name in AGGREGATIONS and scanner.aggregations is not None:
        return _aggregation(scanner, name, scanner.aggregations)
    if name not in FUNCTIONS:
        raise scanner.fail(f"a known function before the arguments of {name}")
    function, arguments = FUNCTIONS[name], [parse_expression(scanner)]
    while scanner.take(","):
        arguments.append(parse_expression(scanner))
    scanner.require(")")
    _check_arguments(scanner, function, arguments)
    return lambda row: function(*(argument(row) for argument in arguments))


def _check_arguments(scanner: Scanner, function: Callable[..., Any], arguments: list[Any]) -> None:
    try:
        inspect.signature(function).bind(*arguments)
    except TypeError:
        raise scanner.fail("another number of arguments before what is") from None


def _aggregation(scanner: Scanner, name: str, met: list[Any]) -> Expression:
    """Note the aggregation in ``met``; its value will be a field of the row that stands for the group."""
    scanner.aggregations = None  # no aggregation within another
    arguments: list[Expression] = []
    if name == "count" and (scanner.take("*") or scanner.take(")")):
        scanner.take(")")
        arguments = [lambda _row: 1]
    else:
        arguments.append(parse_expression(scanner))
        while scanner.take(","):
            arguments.append(parse_expression(scanner))
        scanner.require(")")
    scanner.aggregations = met
    argument, *constants = arguments
    parameters = [constant({}) for constant in constants]
    _check_arguments(scanner, AGGREGATIONS[name], [argument, *parameters])
    key = f"\0{len(met)}"
    met.append((key, argument, functools.partial(_apply, AGGREGATIONS[name], parameters)))
    return lambda row: row[key]


def _apply(aggregate: Callable[..., Any], parameters: list[Any], values: list[Any]) -> Any:
    return aggregate(values, *parameters)


def _time_function(scanner: Scanner, name: str) -> Expression:
    field: Expression = lambda row: row.get("@timestamp")  # noqa: E731
    if name == "datefloor":
        field = parse_expression(scanner)
        scanner.require(",")
    seconds = scanner.duration()
    if seconds is None:
        raise scanner.fail("a duration such as 5m")
    scanner.require(")")
    return lambda row: floor_time(field(row), seconds)
