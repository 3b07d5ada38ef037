"""Check a JSON value against a shape of a botocore service model.

botocore's own validator checks types, required members and lower bounds; a server has to check upper bounds,
patterns and enumerations too. Rules: Smithy 2.0 constraint traits, https://smithy.io/2.0/spec/constraint-traits.html
"""

import functools
import re
from collections.abc import Iterator
from typing import Any

_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "timestamp": (int, float),
}

# Letters, separators and numbers stand within brackets in the models, ASCII by itself.
_CHARACTER_CLASSES = {r"\p{ASCII}": r"[\x00-\x7f]", r"\p{L}": r"\w", r"\p{Z}": r"\s", r"\p{N}": r"\d"}


def violations(shape: Any, value: Any, path: str = "", closed: bool = False) -> Iterator[str]:
    """Yield a sentence for every way in which ``value`` breaks ``shape`` (a ``botocore.model.Shape``).

    ``path`` names the value in the sentences. ``closed`` also reports members that the model does not have: AWS
    ignores them in requests, but a response should not contain any. No sentence repeats a value.
    """
    if not _has_type(value, shape.type_name):
        yield f"Value at '{path}' failed to satisfy constraint: Member must be of type {shape.type_name}"
        return
    yield from (
        f"Value at '{path}' failed to satisfy constraint: Member must {rule}" for rule in _broken_rules(shape, value)
    )
    match shape.type_name:
        case "structure":
            yield from _structure_violations(shape, value, path, closed)
        case "list":
            for index, member in enumerate(value, start=1):
                yield from violations(shape.member, member, f"{path}.{index}.member", closed)
        case "map":
            for key, member in value.items():
                yield from violations(shape.key, key, f"{path}.key", closed)
                yield from violations(shape.value, member, f"{path}.value", closed)


def _has_type(value: Any, type_name: str) -> bool:
    expected = _JSON_TYPES[type_name]
    return isinstance(value, expected) and (not isinstance(value, bool) or bool in expected)


def _structure_violations(shape: Any, value: dict[str, Any], path: str, closed: bool) -> Iterator[str]:
    def name_of(member: str) -> str:
        return f"{path}.{member}" if path else member

    for member in shape.metadata.get("required", []):
        if value.get(member) is None:
            yield f"Value at '{name_of(member)}' failed to satisfy constraint: Member must not be null"
    for member, content in value.items():
        if member in shape.members:
            if content is not None:
                yield from violations(shape.members[member], content, name_of(member), closed)
        elif closed:
            yield f"'{name_of(member)}' is not a member of {shape.name}"


def _broken_rules(shape: Any, value: Any) -> Iterator[str]:
    """Yield what ``value`` must be and is not, in the words AWS uses."""
    rules = shape.metadata
    if isinstance(value, (str, list, dict)):
        size = len(value)
        if size < rules.get("min", 0):
            yield f"have length greater than or equal to {rules['min']}"
        if "max" in rules and size > rules["max"]:
            yield f"have length less than or equal to {rules['max']}"
    else:
        if "min" in rules and value < rules["min"]:
            yield f"have value greater than or equal to {rules['min']}"
        if "max" in rules and value > rules["max"]:
            yield f"have value less than or equal to {rules['max']}"
    if isinstance(value, str):
        if "pattern" in rules and not _pattern(rules["pattern"]).fullmatch(value):
            yield f"satisfy regular expression pattern: {rules['pattern']}"
        if "enum" in rules and value not in rules["enum"]:
            yield f"satisfy enum value set: [{', '.join(rules['enum'])}]"


@functools.cache
def _pattern(written: str) -> re.Pattern[str]:
    """Compile a model's pattern, with the classes that Python lacks written as the nearest ones it has."""
    for theirs, ours in _CHARACTER_CLASSES.items():
        written = written.replace(theirs, ours)
    return re.compile(written)
