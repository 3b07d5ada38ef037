"""Patterns for any message: ``ERROR "out of memory" -DEBUG``, ``?ERROR ?WARN``, ``%5\\d\\d%``."""

import re
from collections.abc import Callable

from local.cloudwatch.filter_pattern.condition import MISSING, Match, PatternError, Resolve

_TERM = re.compile(r'([-?]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)+)%|([^\s"%]+))')


def compile_term_pattern(text: str) -> Match:
    """Return the matcher of a pattern of terms; the empty one matches all. Raises :class:`PatternError`."""
    required: list[Callable[[str], bool]] = []
    optional: list[Callable[[str], bool]] = []
    excluded: list[Callable[[str], bool]] = []
    if _TERM.sub("", text).strip():
        raise PatternError("a quotation mark or per cent sign is not closed")
    for prefix, quoted, expression, plain in _TERM.findall(text):
        found = _expression(expression) if expression else _phrase(re.sub(r"\\(.)", r"\1", quoted) or plain)
        {"": required, "?": optional, "-": excluded}[prefix].append(found)

    def match(message: str) -> Resolve | None:
        matches = (
            all(term(message) for term in required)
            # optional terms are alternatives, and mean nothing beside required ones
            and (bool(required) or not optional or any(term(message) for term in optional))
            and not any(term(message) for term in excluded)
        )
        return _no_fields if matches else None

    return match


def _no_fields(_name: str) -> object:
    return MISSING


def _phrase(phrase: str) -> Callable[[str], bool]:
    return lambda message: phrase in message


def _expression(expression: str) -> Callable[[str], bool]:
    try:
        compiled = re.compile(expression)
    except re.error:
        raise PatternError("the regular expression is none") from None
    return lambda message: compiled.search(message) is not None
