"""X-Ray's filter expressions: parse one, then ask whether a trace matches.

Language: "Using filter expressions", AWS X-Ray Developer Guide,
https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html.
:data:`local.xray.filter_scope.KEYWORDS` lists the keywords that are emulated; root causes, ``group.name`` and others
are refused.
"""

import re
from collections.abc import Callable

from local.xray.filter_scope import KEYWORDS, Scope
from local.xray.filter_tokens import COMPARISONS, TEXT_ONLY, FilterError, Token, compare, tokens

__all__ = ["FilterError", "Predicate", "parse"]

Predicate = Callable[[Scope], bool]


def everything(_scope: Scope) -> bool:
    """The filter that matches every trace."""
    return True


def parse(expression: str) -> Predicate:
    """Return a function that tells whether a scope matches ``expression``. Raises :class:`FilterError`."""
    return _Parser(expression).parse()


class _Parser:
    """Recursive descent: or → and → not → primary. Terms that follow each other are joined by AND."""

    def __init__(self, expression: str) -> None:
        self._tokens = tokens(expression)
        self._next = 0

    def parse(self) -> Predicate:
        predicate = self._alternatives()
        if self._peek().kind != "end":
            raise FilterError("The filter expression goes on after its end.")
        return predicate

    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self, *texts: str) -> bool:
        """Move on if the next token is one of ``texts``."""
        token = self._peek()
        if token.kind in ("string", "end") or token.text.upper() not in texts:
            return False
        self._next += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise FilterError(f"The filter expression lacks a {text}.")

    def _string(self) -> str:
        token = self._peek()
        if token.kind != "string":
            raise FilterError("The filter expression lacks a name in double quotes.")
        self._next += 1
        return re.sub(r"\\(.)", r"\1", token.text[1:-1])

    def _alternatives(self) -> Predicate:
        terms = [self._conjunction()]
        while self._take("OR"):
            terms.append(self._conjunction())
        return terms[0] if len(terms) == 1 else lambda scope: any(term(scope) for term in terms)

    def _conjunction(self) -> Predicate:
        terms = [self._term()]
        while self._take("AND") or self._starts_term():
            terms.append(self._term())
        return terms[0] if len(terms) == 1 else lambda scope: all(term(scope) for term in terms)

    def _starts_term(self) -> bool:
        token = self._peek()
        return token.text in ("!", "(") or (token.kind in ("word", "annotation") and token.text.upper() != "OR")

    def _term(self) -> Predicate:
        if self._take("!"):
            inner = self._term()
            return lambda scope: not inner(scope)
        if self._take("("):
            inner = self._alternatives()
            self._expect(")")
            return inner
        if self._take("SERVICE"):
            return self._service()
        if self._take("EDGE"):
            return self._edge()
        return self._keyword()

    def _service(self) -> Predicate:
        self._expect("(")
        wanted = None if self._peek().text == ")" else self._node()
        self._expect(")")
        inner = self._braces()
        return lambda scope: any(inner(service) for service in scope.services(wanted))

    def _edge(self) -> Predicate:
        self._expect("(")
        source = self._node()
        self._expect(",")
        target = self._node()
        self._expect(")")
        inner = self._braces()
        return lambda scope: any(inner(call) for call in scope.calls(source, target))

    def _node(self) -> dict[str, str]:
        """A service by name, or by ``id(name: "…", type: "…")``."""
        if not self._take("ID"):
            return {"name": self._string()}
        wanted: dict[str, str] = {}
        self._expect("(")
        while not self._take(")"):
            key = self._peek().text
            if key not in ("name", "type"):
                raise FilterError("id() takes name and type on the local stack.")
            self._next += 1
            self._expect(":")
            wanted[key] = self._string()
            self._take(",")
        return wanted

    def _braces(self) -> Predicate:
        if not self._take("{"):
            return everything
        inner = self._alternatives()
        self._expect("}")
        return inner

    def _keyword(self) -> Predicate:
        token = self._peek()
        if token.kind not in ("annotation", "word"):
            raise FilterError("The filter expression lacks a keyword.")
        name = token.text if token.kind == "annotation" else token.text.lower()
        if token.kind == "word" and name not in KEYWORDS:
            raise FilterError("The local stack does not know a keyword of the filter expression.")
        self._next += 1
        operator = self._peek().text.upper()
        if self._peek().kind == "string" or operator not in COMPARISONS:
            if token.kind == "annotation":
                return lambda scope: any(True for _ in scope.values(name))
            return lambda scope: any(value is not False for value in scope.values(name))
        self._next += 1
        wanted = self._value()
        if operator in TEXT_ONLY and not isinstance(wanted, str):
            raise FilterError(f"{operator} needs a value in double quotes.")
        return lambda scope: any(compare(operator, value, wanted) for value in scope.values(name))

    def _value(self) -> str | float | bool:
        token = self._peek()
        if token.kind == "string":
            return self._string()
        self._next += 1
        if token.kind == "number":
            return float(token.text)
        if token.text.lower() in ("true", "false"):
            return token.text.lower() == "true"
        raise FilterError("The filter expression compares with something that is no value.")
