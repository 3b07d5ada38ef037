"""X-Ray's filter expressions: parse one, then ask whether a trace matches.

Language: "Using filter expressions", AWS X-Ray Developer Guide,
https://docs.aws.amazon.com/xray/latest/devguide/xray-console-filters.html.
:data:`local.xray.filter_scope.KEYWORDS` lists the keywords that are emulated, besides annotations and groups; root
causes and others are refused.
"""

from collections.abc import Callable

from local.xray.filter_scope import KEYWORDS, Scope
from local.xray.filter_tokens import COMPARISONS, TEXT_ONLY, FilterError, Words, compare

__all__ = ["FilterError", "Predicate", "parse"]

Predicate = Callable[[Scope], bool]
GroupFilters = Callable[[str, str], Predicate]
"""``group.name`` or ``group.arn`` and its value → the group's filter. Raises :class:`FilterError` for no group."""


def everything(_scope: Scope) -> bool:
    """The filter that matches every trace."""
    return True


def no_groups(_key: str, _value: str) -> Predicate:
    """There is none. Raises :class:`FilterError`."""
    raise FilterError("The filter expression names a group that does not exist.")


def parse(expression: str, groups: GroupFilters = no_groups) -> Predicate:
    """Return a function that tells whether a scope matches ``expression``. Raises :class:`FilterError`."""
    return _Parser(expression, groups).parse()


class _Parser:
    """Recursive descent: or → and → not → primary. Terms that follow each other are joined by AND."""

    def __init__(self, expression: str, groups: GroupFilters) -> None:
        self._words = Words(expression)
        self._groups = groups

    def parse(self) -> Predicate:
        predicate = self._alternatives()
        if self._words.peek().kind != "end":
            raise FilterError("The filter expression goes on after its end.")
        return predicate

    def _alternatives(self) -> Predicate:
        terms = [self._conjunction()]
        while self._words.take("OR"):
            terms.append(self._conjunction())
        return terms[0] if len(terms) == 1 else lambda scope: any(term(scope) for term in terms)

    def _conjunction(self) -> Predicate:
        terms = [self._term()]
        while self._words.take("AND") or self._starts_term():
            terms.append(self._term())
        return terms[0] if len(terms) == 1 else lambda scope: all(term(scope) for term in terms)

    def _starts_term(self) -> bool:
        token = self._words.peek()
        return token.text in ("!", "(") or (token.kind in ("word", "annotation") and token.text.upper() != "OR")

    def _term(self) -> Predicate:
        if self._words.take("!"):
            inner = self._term()
            return lambda scope: not inner(scope)
        if self._words.take("("):
            inner = self._alternatives()
            self._words.expect(")")
            return inner
        if self._words.take("SERVICE"):
            return self._service()
        if self._words.take("EDGE"):
            return self._edge()
        for key in ("group.name", "group.arn"):
            if self._words.take(key.upper()):
                return self._group(key)
        return self._keyword()

    def _service(self) -> Predicate:
        self._words.expect("(")
        wanted = None if self._words.peek().text == ")" else self._node()
        self._words.expect(")")
        inner = self._braces()
        return lambda scope: any(inner(service) for service in scope.services(wanted))

    def _edge(self) -> Predicate:
        self._words.expect("(")
        source = self._node()
        self._words.expect(",")
        target = self._node()
        self._words.expect(")")
        inner = self._braces()
        return lambda scope: any(inner(call) for call in scope.calls(source, target))

    def _group(self, key: str) -> Predicate:
        """A group stands for its own expression, which asks about the whole trace."""
        negated = self._words.take("!=")
        if not negated:
            self._words.expect("=")
        matches = self._groups(key, self._words.string())
        return lambda scope: matches(Scope.of_trace(scope.trace)) is not negated

    def _node(self) -> dict[str, str]:
        """A service by name, or by ``id(name: "…", type: "…")``."""
        if not self._words.take("ID"):
            return {"name": self._words.string()}
        wanted: dict[str, str] = {}
        self._words.expect("(")
        while not self._words.take(")"):
            key = self._words.peek().text
            if key not in ("name", "type"):
                raise FilterError("id() takes name and type on the local stack.")
            self._words.skip()
            self._words.expect(":")
            wanted[key] = self._words.string()
            self._words.take(",")
        return wanted

    def _braces(self) -> Predicate:
        if not self._words.take("{"):
            return everything
        inner = self._alternatives()
        self._words.expect("}")
        return inner

    def _keyword(self) -> Predicate:
        token = self._words.peek()
        if token.kind not in ("annotation", "word"):
            raise FilterError("The filter expression lacks a keyword.")
        name = token.text if token.kind == "annotation" else token.text.lower()
        if token.kind == "word" and name not in KEYWORDS:
            raise FilterError("The local stack does not know a keyword of the filter expression.")
        self._words.skip()
        operator = self._words.peek().text.upper()
        if self._words.peek().kind == "string" or operator not in COMPARISONS:
            if token.kind == "annotation":
                return lambda scope: any(True for _ in scope.values(name))
            return lambda scope: any(value is not False for value in scope.values(name))
        self._words.skip()
        wanted = self._words.value()
        if operator in TEXT_ONLY and not isinstance(wanted, str):
            raise FilterError(f"{operator} needs a value in double quotes.")
        return lambda scope: any(compare(operator, value, wanted) for value in scope.values(name))
