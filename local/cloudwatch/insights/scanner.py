"""Read the text of a query piece by piece."""

import re
from typing import Any

_SPACE = re.compile(r"(?:\s+|#[^\n]*)*")
_WORD = re.compile(r"[A-Za-z_@][\w@.]*")
_QUOTED_NAME = re.compile(r"`([^`]+)`")
_STRING = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")
_REGULAR_EXPRESSION = re.compile(r"/((?:[^/\\]|\\.)+)/([i]?)")


class QueryError(ValueError):
    """The query cannot be run; the message says where it stops making sense."""


class Scanner:
    """A position in the text of a query. What is between the pieces, comments included, is skipped."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.position = 0
        # Where aggregations may stand, those that were met; elsewhere None.
        self.aggregations: list[Any] | None = None
        self._skip()

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self.position)
        self.position = found.end() if found else self.position

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self._text, self.position)
        if found:
            self.position = found.end()
            self._skip()
        return found

    def at_end(self) -> bool:
        """Return whether nothing is left."""
        return self.position >= len(self._text)

    def since(self, start: int) -> str:
        """Return the text from ``start`` up to here."""
        return self._text[start : self.position].strip()

    def fail(self, expected: str) -> QueryError:
        """Return the error to raise when ``expected`` is not what comes next."""
        return QueryError(f"expected {expected} at character {self.position + 1} of the query")

    def take(self, *symbols: str) -> str | None:
        """Return the first of ``symbols`` that comes next and go past it, or ``None``. Words match in any case and as
        a whole."""
        for symbol in symbols:
            boundary = r"(?![\w@.])" if symbol[-1].isalnum() else ""
            if self._match(re.compile(re.escape(symbol) + boundary, re.IGNORECASE)):
                return symbol
        return None

    def require(self, symbol: str) -> None:
        """Go past ``symbol``. Raises :class:`QueryError` when something else comes next."""
        if self.take(symbol) is None:
            raise self.fail(repr(symbol))

    def word(self) -> str | None:
        """Return the name that comes next, in backticks or not, and go past it."""
        found = self._match(_QUOTED_NAME)
        if found:
            return found[1]
        found = self._match(_WORD)
        return found[0].rstrip(".") if found else None

    def string(self) -> str | None:
        """Return the quoted text that comes next and go past it."""
        found = self._match(_STRING)
        if not found:
            return None
        return re.sub(r"\\(.)", r"\1", found[1] if found[1] is not None else found[2])

    def number(self) -> float | None:
        """Return the number that comes next and go past it."""
        found = self._match(re.compile(r"\d+(?:\.\d+)?"))
        return float(found[0]) if found else None

    def duration(self) -> float | None:
        """Return the duration that comes next (``5m``) in seconds and go past it."""
        found = self._match(re.compile(r"(\d+)\s*(ms|mo|s|m|h|d|w)(?![\w])"))
        return float(found[1]) * SECONDS[found[2]] if found else None

    def regular_expression(self) -> re.Pattern[str] | None:
        """Return the expression between slashes that comes next and go past it."""
        found = self._match(_REGULAR_EXPRESSION)
        if not found:
            return None
        try:
            # named groups are written as in Java
            text = re.sub(r"\(\?<(?=[A-Za-z])", "(?P<", found[1])
            return re.compile(text, re.IGNORECASE if found[2] else 0)
        except re.error:
            raise self.fail("a regular expression") from None


SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 7 * 86400.0, "mo": 30 * 86400.0}
