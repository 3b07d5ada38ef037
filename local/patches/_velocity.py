"""The part of the Velocity template language that mapping templates of an API without a backend need.

``#set``, ``#if``/``#elseif``/``#else``/``#end``, ``#foreach``, comments, and references
(:mod:`local.patches._velocity_references`).

Source: Apache Velocity 1.7 user guide; API Gateway developer guide, "Mapping template transformations for REST APIs".
"""

import re
from typing import Any

from local.patches._velocity_references import REFERENCE, References, TemplateError

__all__ = ["Template", "TemplateError"]

_DIRECTIVE = re.compile(
    r"##[^\n]*\n?|#\*.*?\*#|#\{?(?P<name>set|if|elseif|else|end|foreach)\}?(?P<open>[ \t]*\()?", re.DOTALL
)
_LOOP = re.compile(r"\s*\$(?P<name>[A-Za-z]\w*)\s+in\s+(?P<values>.+)", re.DOTALL)


class Template:
    """One rendering of a template. ``roots`` are the values of ``$input``, ``$context`` …; ``#set`` changes them."""

    def __init__(self, text: str, roots: dict[str, Any]) -> None:
        self._text = text
        self._references = References(roots)

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
                parts.append(REFERENCE.sub(self._references.written, text))
            if found is None:
                return "".join(parts), len(self._text), ""
            name, position = found["name"], found.end()
            if name in {"else", "end"}:
                return "".join(parts), self._after_newline(position), name
            if name == "elseif":
                return "".join(parts), position, name
            if name:
                expression, position = self._parenthesis(position)
                text, position = self._directive(name, expression, self._after_newline(position), active=active)
                parts.append(text)

    def _directive(self, name: str, expression: str, position: int, *, active: bool) -> tuple[str, int]:
        """Carry out what stands before ``position``; return what it gives, and where to go on."""
        if name == "if":
            return self._branches(expression, position, active=active)
        if name == "foreach":
            return self._repeated(expression, position, active=active)
        if active:
            target, _, value = expression.partition("=")
            self._references.assign(target, self._references.value(value))
        return "", position

    def _branches(self, condition: str, position: int, *, active: bool) -> tuple[str, int]:
        """Render the branches of an ``#if`` and return what the first true one gives."""
        chosen, output = False, ""
        while True:
            take = active and not chosen and bool(self._references.value(condition))
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

    def _repeated(self, loop: str, position: int, *, active: bool) -> tuple[str, int]:
        """Render the block of a ``#foreach`` once for each value."""
        found = _LOOP.fullmatch(loop)
        if found is None:
            raise TemplateError("#foreach cannot be read")
        values = self._references.value(found["values"]) if active else None
        _, end, stopped_by = self._block(position, active=False)
        if stopped_by != "end":
            raise TemplateError("#foreach without #end")
        parts = []
        for value in values or ():
            self._references.assign(found["name"], value)
            parts.append(self._block(position, active=True)[0])
        return "".join(parts), end

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
