"""References and comparisons of the Velocity template language: what ``#if``, ``#set`` and ``$name`` work with.

Members of maps, ``.get("name")``, ``.keySet()`` and ``.toLowerCase()``; ``==``, ``!=``, ``&&``, ``||``, ``!``, strings
and whole numbers. A reference to nothing is ``None``, false, and written as nothing.
"""

import re
from collections.abc import Callable
from typing import Any

REFERENCE = re.compile(r"""\$!?\{?(?P<path>[A-Za-z]\w*(?:\.[A-Za-z][\w-]*(?:\([^()]*\))?)*)\}?""")
_SYMBOL = re.compile(
    r"""\s*(==|!=|&&|\|\||!(?!=)|\(|\)|"[^"]*"|'[^']*'|-?\d+|true|false|\$!?\{?[A-Za-z](?:[\w.-]|\([^()]*\))*\}?)"""
)
_STEP = re.compile(r"([A-Za-z][\w-]*)(?:\(([^()]*)\))?")


class TemplateError(ValueError):
    """The template cannot be read; API Gateway answers 500 for such a one."""


class References:
    """The values that a template may use, by the names of their roots: ``input``, ``context``, what ``#set`` made."""

    def __init__(self, roots: dict[str, Any]) -> None:
        self._roots = roots

    def assign(self, target: str, value: Any) -> None:
        """Set what ``target``, ``$a.b.c``, refers to. ``None`` changes nothing, as in Velocity."""
        *path, last = target.strip().removeprefix("$").strip("{}").split(".")
        place = self._roots
        for name in path:
            place = place.setdefault(name, {})
        if value is not None:
            place[last] = value

    def written(self, match: re.Match[str]) -> str:
        """Return the text of a reference found by :data:`REFERENCE`."""
        value = self._referred(match["path"])
        return "" if value is None else str(value)

    def value(self, expression: str) -> Any:
        """Return what ``expression`` gives. Raises :class:`TemplateError`."""
        symbols: list[str] = []
        position, end = 0, len(expression.rstrip())
        while position < end:
            found = _SYMBOL.match(expression, position)
            if found is None:
                raise TemplateError("an expression cannot be read")
            symbols.append(found[1])
            position = found.end()
        value = self._alternatives(symbols)
        if symbols:
            raise TemplateError("an expression goes on after its end")
        return value

    def _referred(self, path: str) -> Any:
        value: Any = self._roots
        for name, argument in _STEP.findall(path):
            value = self._step(value, name, argument)
        return value

    def _step(self, value: Any, name: str, argument: str) -> Any:
        if isinstance(value, str):
            return value.lower() if name == "toLowerCase" else None
        if not isinstance(value, dict):
            return None
        if name == "keySet":
            return list(value)
        if name == "get" and argument:
            return value.get(self.value(argument))
        step = value.get(name)
        return step(*([self.value(argument)] if argument.strip() else [])) if callable(step) else step

    def _alternatives(self, symbols: list[str]) -> Any:
        return self._chain(symbols, "||", self._conjunctions, any)

    def _conjunctions(self, symbols: list[str]) -> Any:
        return self._chain(symbols, "&&", self._comparison, all)

    @staticmethod
    def _chain(
        symbols: list[str], operator: str, operand: Callable[[list[str]], Any], combine: Callable[..., bool]
    ) -> Any:
        values = [operand(symbols)]
        while symbols and symbols[0] == operator:
            symbols.pop(0)
            values.append(operand(symbols))
        return values[0] if len(values) == 1 else combine(values)

    def _comparison(self, symbols: list[str]) -> Any:
        left = self._operand(symbols)
        if symbols and symbols[0] in {"==", "!="}:
            equal = symbols.pop(0) == "=="
            right = self._operand(symbols)
            return (left is not None and right is not None and str(left) == str(right)) == equal
        return left

    def _operand(self, symbols: list[str]) -> Any:
        symbol = symbols.pop(0) if symbols else ""
        if symbol == "!":
            return not self._operand(symbols)
        if symbol == "(":
            value = self._alternatives(symbols)
            symbols[:1] = []
            return value
        if symbol.startswith("$"):
            return self._referred(symbol.lstrip("$!").strip("{}"))
        if symbol[:1] in {'"', "'"}:
            return REFERENCE.sub(self.written, symbol[1:-1]) if symbol[0] == '"' else symbol[1:-1]
        if symbol in {"true", "false"}:
            return symbol == "true"
        if symbol.lstrip("-").isdigit():
            return int(symbol)
        raise TemplateError("an expression cannot be read")
