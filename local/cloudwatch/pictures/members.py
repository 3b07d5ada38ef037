"""Read the members of a MetricWidget, each with its default."""

from collections.abc import Mapping
from typing import Any


class WidgetError(ValueError):
    """The widget cannot be drawn; the message says why."""


def text(content: Mapping[str, Any], name: str, default: str) -> str:
    """Return a text member, or ``default`` where it is absent. Raises :class:`WidgetError`."""
    value = content.get(name, default)
    if not isinstance(value, str):
        raise WidgetError(f"Should be string: {name}")
    return value


def structure(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a member that holds others, empty where it is absent. Raises :class:`WidgetError`."""
    value = content.get(name, {})
    if not isinstance(value, dict):
        raise WidgetError(f"Should be object: {name}")
    return value


def one_of(content: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    """Return a member that is one of ``allowed``, the first of them where it is absent. Raises :class:`WidgetError`."""
    value = content.get(name, allowed[0])
    if value not in allowed:
        raise WidgetError(f"Should be equal to one of the allowed values: {name}")
    return str(value)


def whole_number(content: Mapping[str, Any], name: str, default: int, most: int) -> int:
    """Return a member from 1 to ``most``, or ``default`` where it is absent. Raises :class:`WidgetError`."""
    value = content.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise WidgetError(f"Should be an integer from 1 to {most}: {name}")
    return value
