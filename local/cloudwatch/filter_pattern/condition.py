"""Conditions such as ``$.status >= 500 && ($.path = "/a*" || $.user NOT EXISTS)``, as functions."""

import operator
import re
from collections.abc import Callable
from typing import Any, Final


class PatternError(ValueError):
    """The filter pattern is not one; the message says where."""


class _Missing:
    """The type of :data:`MISSING`."""


MISSING: Final = _Missing()

# A name in the pattern → its value in a message, or MISSING.
Resolve = Callable[[str], Any]
Condition = Callable[[Resolve], bool]
Match = Callable[[str], Resolve | None]

_TOKEN = re.compile(
    r"""\s*( && | \|\| | [()] | >= | <= | != | [=<>]
          | "(?:[^"\\]|\\.)*" | %(?:[^%\\]|\\.)+%
          | \$(?:\.?\['[^']*'\] | \[(?:\d+|\*)\] | \.?[\w-]+)+
          | [^\s()=<>!&|"]+ )""",
    re.VERBOSE,
)
_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_MAX_DEPTH = 50


def parse_condition(text: str) -> Condition:
    """Return the condition that ``text`` states. Raises :class:`PatternError`."""
    parser = _Parser(_tokens(text))
    condition = parser.disjunction()
    if parser.next is not None:
        raise PatternError(f"unexpected {parser.next!r}")
    return condition


def _tokens(text: str) -> list[str]:
    tokens, position = [], 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        if not found:
            raise PatternError(f"nothing known starts at character {position + 1} of the condition")
        tokens.append(found[1])
        position = found.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._position = 0
        self._depth = 0

    @property
    def next(self) -> str | None:
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def take(self) -> str:
        if self.next is None:
            raise PatternError("the condition ends too early")
        self._position += 1
        return self._tokens[self._position - 1]

    def disjunction(self) -> Condition:
        options = [self._conjunction()]
        while self.next == "||":
            self.take()
            options.append(self._conjunction())
        return lambda resolve: any(option(resolve) for option in options)

    def _conjunction(self) -> Condition:
        parts = [self._operand()]
        while self.next == "&&":
            self.take()
            parts.append(self._operand())
        return lambda resolve: all(part(resolve) for part in parts)

    def _operand(self) -> Condition:
        if self.next != "(":
            return self._comparison()
        self._depth += 1
        if self._depth > _MAX_DEPTH:
            raise PatternError("too many parentheses")
        self.take()
        inner = self.disjunction()
        if self.take() != ")":
            raise PatternError("a parenthesis is not closed")
        self._depth -= 1
        return inner

    def _comparison(self) -> Condition:
        name, comparison = self.take(), self.take()
        if comparison.upper() == "IS":
            return _is(name, self.take())
        if comparison.upper() == "NOT":
            if self.take().upper() != "EXISTS":
                raise PatternError("NOT is followed by EXISTS")
            return lambda resolve: resolve(name) is MISSING
        if comparison in _ORDER:
            return _ordered(name, _ORDER[comparison], self.take())
        if comparison not in ("=", "!="):
            raise PatternError(f"{comparison!r} is no comparison")
        is_wanted = _equality(self.take())
        if comparison == "=":
            return lambda resolve: is_wanted(resolve(name))
        return lambda resolve: (value := resolve(name)) is not MISSING and not is_wanted(value)


def _is(name: str, wanted: str) -> Condition:
    values = {"NULL": None, "TRUE": True, "FALSE": False}
    if wanted.upper() not in values:
        raise PatternError("IS is followed by NULL, TRUE or FALSE")
    value = values[wanted.upper()]
    return lambda resolve: resolve(name) is value


def _ordered(name: str, compare: Callable[[float, float], bool], wanted: str) -> Condition:
    limit = as_number(wanted)
    if limit is None:
        raise PatternError("<, <=, > and >= compare with a number")
    return lambda resolve: (value := as_number(resolve(name))) is not None and compare(value, limit)


def _equality(wanted: str) -> Callable[[Any], bool]:
    if wanted.startswith("%"):
        try:
            expression = re.compile(wanted[1:-1])
        except re.error:
            raise PatternError("the regular expression is none") from None
        return lambda value: isinstance(value, str) and expression.search(value) is not None
    quoted = wanted.startswith('"')
    text = re.sub(r"\\(.)", r"\1", wanted[1:-1]) if quoted else wanted
    number = None if quoted else as_number(text)
    wildcard = re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL)

    def equals(value: Any) -> bool:
        if isinstance(value, str):
            return wildcard.fullmatch(value) is not None
        if quoted or isinstance(value, bool) or not isinstance(value, int | float):
            return False
        return value == number if number is not None else wildcard.fullmatch(str(value)) is not None

    return equals


def as_number(value: Any) -> float | None:
    """Return ``value`` as a number if it is one, or text of one; otherwise ``None``."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except ValueError:
        return None
