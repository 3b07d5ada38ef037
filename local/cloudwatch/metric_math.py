"""Evaluate metric math: arithmetic, comparisons and the common functions on time series.

Python's own parser reads the expressions: their grammar is a part of Python's once the logical operators and ``^`` are
respelt. ``SEARCH``, ``ANOMALY_DETECTION_BAND`` and all else that is not in ``FUNCTIONS`` is refused.

Source: "Using math expressions with CloudWatch metrics", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
"""

import ast
import functools
import operator
import re
from collections.abc import Callable, Mapping

from local.cloudwatch.metric_functions import FUNCTIONS, TimeSeries, Value, Windows, combine

_OPERATORS: dict[type[ast.AST], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.And: lambda left, right: bool(left) and bool(right),
    ast.Or: lambda left, right: bool(left) or bool(right),
}
_RESPELT = ((r"&&|\bAND\b", " and "), (r"\|\||\bOR\b", " or "), (r"\^", "**"))


class MathError(ValueError):
    """The expression cannot be evaluated; the message says what is wrong with it."""


class Expressions:
    """The metrics of one request and the expressions on them.

    ``metrics``: id → time series. ``expressions``: id → text. ``windows``: what the series can have values for.
    """

    def __init__(self, metrics: Mapping[str, TimeSeries], expressions: Mapping[str, str], windows: Windows) -> None:
        self._metrics, self._expressions, self._windows = metrics, expressions, windows
        self._underway: list[str] = []

    def series(self, identifier: str) -> TimeSeries:
        """Return the values of a metric or an expression. Raises :class:`MathError`."""
        value = self._value_of(identifier)
        if isinstance(value, list):
            raise MathError(f"{identifier} is more than one time series")
        return value if isinstance(value, dict) else dict.fromkeys(self._windows.starts, value)

    def _value_of(self, identifier: str) -> Value:
        if identifier in self._metrics:
            return self._metrics[identifier]
        if identifier not in self._expressions or identifier in self._underway:
            raise MathError(f"{identifier} is not defined, or by itself")
        text = self._expressions[identifier]
        for spelling, python in _RESPELT:
            text = re.sub(spelling, python, text)
        self._underway.append(identifier)
        try:
            return self._evaluate(ast.parse(text.strip(), mode="eval").body)
        except (SyntaxError, RecursionError):
            raise MathError(f"the expression {identifier} cannot be read") from None
        finally:
            self._underway.pop()

    def _evaluate(self, node: ast.AST) -> Value:
        match node:
            case ast.Constant(value=int() | float() as number):
                value: Value = float(number)
            case ast.Name(id=identifier):
                value = self._value_of(identifier)
            case ast.List(elts=items):
                value = [self._evaluate(item) for item in items]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = combine(operator.mul, -1.0, self._evaluate(operand))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                value = combine(_OPERATORS[type(op)], self._evaluate(left), self._evaluate(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OPERATORS:
                value = combine(_OPERATORS[type(op)], self._evaluate(left), self._evaluate(right))
            case ast.BoolOp(op=op, values=operands):
                value = functools.reduce(
                    functools.partial(combine, _OPERATORS[type(op)]), map(self._evaluate, operands)
                )
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                value = self._call(name, arguments)
            case _:
                raise MathError("the expression has a part that is not supported")
        return value

    def _call(self, name: str, arguments: list[ast.expr]) -> Value:
        if name == "METRICS" and not arguments:
            return list(self._metrics.values())
        if name not in FUNCTIONS:
            raise MathError(f"{name} is not supported, or not with these arguments")
        # FILL takes the name of a way to fill as well
        words = [argument.id if isinstance(argument, ast.Name) else "" for argument in arguments]
        values = [word if word == "REPEAT" else self._evaluate(arguments[n]) for n, word in enumerate(words)]
        try:
            return FUNCTIONS[name](self._windows, *values)
        except (TypeError, AttributeError):
            raise MathError(f"{name} has wrong arguments") from None
