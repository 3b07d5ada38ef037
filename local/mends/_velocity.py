"""The part of the Velocity template language that mapping templates of an API without a backend need.

``#set``, ``#if``/``#elseif``/``#else``/``#end``, ``==``, ``!=``, ``&&``, ``||``, ``!``, strings, whole numbers,
comments, and references with members, ``.get("name")`` and ``.params("name")``.

Source: Apache Velocity 1.7 user guide; API Gateway developer guide, "Mapping template transformations for REST APIs".
"""

import re
from collections.abc import Callable
from typing import Any

_DIRECTIVE = re.compile(r"##[^\n]*\n?|#\*.*?\*#|#\{?(?P<name>set|if|elseif|else|end)\}?(?P<open>[ \t]*\()?", re.DOTALL)
_REFERENCE = re.compile(r"""\$!?\{?(?P<path>[A-Za-z]\w*(?:\.[A-Za-z][\w-]*(?:\([^()]*\))?)*)\}?""")
_SYMBOL = re.compile(
    r"""\s*(==|!=|&&|\|\||!(?!=)|\(|\)|"[^"]*"|'[^']*'|-?\d+|true|false|\$!?\{?[A-Za-z](?:[\w.-]|\([^()]*\))*\}?)"""
)
_STEP = re.compile(r"([A-Za-z][\w-]*)(?:\(([^()]*)\))?")


class TemplateError(ValueError):
    """The template cannot be read; API Gateway answers 500 for such a one."""


class Template:
    """One rendering of a template. ``roots`` are the values of ``$input``, ``$context`` …; ``#set`` changes them."""

    def __init__(self, text: str, roots: dict[str, Any]) -> None:
        self._text = text
        self._roots = roots

    def render(self) -> str:
        """Return the text with everything filled in. Raises :class:`TemplateError`."""
        output, _, stopped_by = self._block(0, active=True)
        if stopped_by:
            raise TemplateError(f"#{stopped_by} without #if")
        return output

    def _block(self, position: int, *, active: bool) -> tuple[str, int, str]:
        """Render up to the directive that ends a block; return the text, where to go on, and that directive."""
        parts: list[str] = []
        while True:
            found = _DIRECTIVE.search(self._text, position)
            text = self._text[position : found.start() if found else len(self._text)]
            if active:
                parts.append(_REFERENCE.sub(self._written, text))
            if found is None:
                return "".join(parts), len(self._text), ""
            name, position = found["name"], found.end()
            if name in {"else", "end"}:
                return "".join(parts), self._after_newline(position), name
            if name == "elseif":
                return "".join(parts), position, name
            if name:
                expression, position = self._parenthesis(position)
                position = self._after_newline(position)
                if name == "if":
                    branch, position = self._branches(expression, position, active=active)
                    parts.append(branch)
                elif active:
                    self._set(expression)

    def _branches(self, condition: str, position: int, *, active: bool) -> tuple[str, int]:
        """Render the branches of an ``#if`` and return what the first true one gives."""
        chosen, output = False, ""
        while True:
            take = active and not chosen and bool(self._value(condition))
            text, position, stopped_by = self._block(position, active=take)
            if take:
                chosen, output = True, text
            match stopped_by:
                case "elseif":
                    condition, position = self._parenthesis(position)
                    position = self._after_newline(position)
                case "else":
                    condition = "true"
                case "end":
                    return output, position
                case _:
                    raise TemplateError("#if without #end")

    def _after_newline(self, position: int) -> int:
        """Return the place after a line's end that directly follows a directive: it belongs to the directive."""
        return position + 1 if self._text[position : position + 1] == "\n" else position

    def _parenthesis(self, position: int) -> tuple[str, int]:
        """Return what stands up to the parenthesis that closes the one before ``position``, and where that ends."""
        depth, quote = 1, ""
        for index in range(position, len(self._text)):
            char = self._text[index]
            if quote:
                quote = "" if char == quote else quote
            elif char in {'"', "'"}:
                quote = char
            elif char in {"(", ")"}:
                depth += 1 if char == "(" else -1
                if depth == 0:
                    return self._text[position:index], index + 1
        raise TemplateError("a parenthesis is not closed")

    def _set(self, assignment: str) -> None:
        target, _, expression = assignment.partition("=")
        *path, last = target.strip().removeprefix("$").strip("{}").split(".")
        place = self._roots
        for name in path:
            place = place.setdefault(name, {})
        place[last] = self._value(expression)

    def _written(self, match: re.Match[str]) -> str:
        value = self._referred(match["path"])
        return "" if value is None else str(value)

    def _referred(self, path: str) -> Any:
        value: Any = self._roots
        for name, argument in _STEP.findall(path):
            step = value.get(name) if isinstance(value, dict) else None
            if name == "get" and argument:
                step = value.get(self._value(argument)) if isinstance(value, dict) else None
            elif callable(step):
                step = step(*([self._value(argument)] if argument.strip() else []))
            value = step
        return value

    def _value(self, expression: str) -> Any:
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
            return (str(left) == str(self._operand(symbols))) == equal
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
            return _REFERENCE.sub(self._written, symbol[1:-1]) if symbol[0] == '"' else symbol[1:-1]
        if symbol in {"true", "false"}:
            return symbol == "true"
        if symbol.lstrip("-").isdigit():
            return int(symbol)
        raise TemplateError("an expression cannot be read")
