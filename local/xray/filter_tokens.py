"""Words and comparisons of X-Ray's filter expressions; :mod:`local.xray.filters` gives them their meaning."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

_OPENING = ("(", "{", "!")
MAX_NESTING = 100


class FilterError(ValueError):
    """The expression is no filter expression, or uses a part that is not emulated."""


class Token(NamedTuple):
    """A word: ``kind`` is a group of the pattern, or ``end``."""

    kind: str
    text: str


_TOKEN = re.compile(
    r"""\s*(?:
        (?P<string>"(?:[^"\\]|\\.)*")
      | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
      | (?P<annotation>annotation(?:\.[\w.-]+|\[[\w.:-]+\]))
      | (?P<word>[A-Za-z_][\w.]*)
      | (?P<operator>!=|>=|<=|=|>|<)
      | (?P<mark>[!(){},:])
    )""",
    re.VERBOSE,
)


def tokens(expression: str) -> list[Token]:
    """Return the words of an expression and an ``end``. Raises :class:`FilterError`."""
    found: list[Token] = []
    position = 0
    while position < len(expression.rstrip()):
        match = _TOKEN.match(expression, position)
        if match is None or match.lastgroup is None:
            raise FilterError("The filter expression has a character that is not part of the language.")
        found.append(Token(match.lastgroup, match[match.lastgroup]))
        position = match.end()
    if sum(token.text in _OPENING for token in found) > MAX_NESTING:
        raise FilterError("The filter expression is nested too deeply.")
    return [*found, Token("end", "")]


class Words:
    """The words of an expression, one after the other. Raises :class:`FilterError` where another word was due."""

    def __init__(self, expression: str) -> None:
        self._tokens = tokens(expression)
        self._next = 0

    def peek(self) -> Token:
        """Return the next word."""
        return self._tokens[self._next]

    def skip(self) -> None:
        """Move on."""
        self._next += 1

    def take(self, *texts: str) -> bool:
        """Move on if the next word is one of ``texts``, in any case; return whether it was."""
        token = self.peek()
        if token.kind in ("string", "end") or token.text.upper() not in texts:
            return False
        self.skip()
        return True

    def expect(self, text: str) -> None:
        """Move on over ``text``."""
        if not self.take(text):
            raise FilterError(f"The filter expression lacks a {text}.")

    def string(self) -> str:
        """Move on over a string, and return what is in it."""
        token = self.peek()
        if token.kind != "string":
            raise FilterError("The filter expression lacks a name in double quotes.")
        self.skip()
        return re.sub(r"\\(.)", r"\1", token.text[1:-1])

    def value(self) -> str | float | bool:
        """Move on over a value to compare with, and return it."""
        token = self.peek()
        if token.kind == "string":
            return self.string()
        self.skip()
        if token.kind == "number":
            return float(token.text)
        if token.text.lower() in ("true", "false"):
            return token.text.lower() == "true"
        raise FilterError("The filter expression compares with something that is no value.")


COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda actual, wanted: bool(actual == wanted),
    "!=": lambda actual, wanted: bool(actual != wanted),
    ">": lambda actual, wanted: bool(actual > wanted),
    ">=": lambda actual, wanted: bool(actual >= wanted),
    "<": lambda actual, wanted: bool(actual < wanted),
    "<=": lambda actual, wanted: bool(actual <= wanted),
    "CONTAINS": lambda actual, wanted: bool(wanted in actual),
    "BEGINSWITH": lambda actual, wanted: bool(actual.startswith(wanted)),
    "ENDSWITH": lambda actual, wanted: bool(actual.endswith(wanted)),
}
TEXT_ONLY = ("CONTAINS", "BEGINSWITH", "ENDSWITH")


def compare(operator: str, actual: Any, wanted: Any) -> bool:
    """Return whether the comparison holds; it never does between text, numbers and booleans."""
    if isinstance(actual, bool) != isinstance(wanted, bool) or isinstance(actual, str) != isinstance(wanted, str):
        return False
    return COMPARISONS[operator](actual, wanted)
