"""The part of DynamoDB's expressions that the functions use, and no more.

Source: Amazon DynamoDB Developer Guide, "Condition and filter expressions" and "Update expressions".
"""

import re
from collections.abc import Mapping
from typing import Any

Item = dict[str, dict[str, Any]]
Names = Mapping[str, str]

_TERM = re.compile(
    r"(?P<function>attribute_exists|attribute_not_exists|size|contains)"
    r"\((?P<path>#?\w+)(, (?P<operand>:\w+))?\)( (?P<operator><=?) (?P<bound>:\w+))?"
)
_EQUALITY = re.compile(r"(?P<path>#?\w+) = (?P<operand>:\w+)")
_CLAUSE = re.compile(r"(SET|ADD|REMOVE) (.+?)(?= (?:SET|ADD|REMOVE) |$)")


class UnknownRequestError(BaseException):
    """A function sent what this stand-in does not know; no handler may take that for a failure of AWS."""


def holds(condition: str | None, item: Item | None, names: Names, values: Mapping[str, Any]) -> bool:
    """Return whether ``item`` (None: there is none) meets ``condition``: terms joined by AND and OR."""
    if condition is None:
        return True
    return any(
        all(_term(term, item or {}, names, values) for term in alternative.split(" AND "))
        for alternative in condition.split(" OR ")
    )


def _term(text: str, item: Item, names: Names, values: Mapping[str, Any]) -> bool:
    if equality := _EQUALITY.fullmatch(text):
        return item.get(_name(equality["path"], names)) == values[equality["operand"]]
    term = _TERM.fullmatch(text)
    if term is None:
        raise UnknownRequestError(text)
    attribute = item.get(_name(term["path"], names))
    if term["function"] == "attribute_exists":
        return attribute is not None
    if term["function"] == "attribute_not_exists":
        return attribute is None
    content = next(iter(attribute.values())) if attribute else None
    if content is None:
        return False
    if term["function"] == "contains":
        return values[term["operand"]]["S"] in content
    bound = int(values[term["bound"]]["N"])
    return len(content) < bound or (term["operator"] == "<=" and len(content) == bound)


def updated(expression: str, item: Item, names: Names, values: Mapping[str, Any]) -> Item:
    """Return ``item`` with the changes of ``expression``: SET and REMOVE attributes, ADD to sets of strings."""
    clauses = _CLAUSE.findall(expression)
    if " ".join(" ".join(clause) for clause in clauses) != expression:
        raise UnknownRequestError(expression)
    changed = dict(item)
    for action, text in clauses:
        for part in text.split(", "):
            path, _, value = part.replace(" = ", " ").partition(" ")
            name = _name(path, names)
            if action == "REMOVE":
                changed.pop(name, None)
            elif action == "SET":
                changed[name] = values[value]
            else:
                held = changed.get(name, {"SS": []})["SS"]
                changed[name] = {"SS": sorted({*held, *values[value]["SS"]})}
    return changed


def _name(path: str, names: Names) -> str:
    return names[path] if path.startswith("#") else path
