"""What a reader of one version of the contract would have to change for in another.

Whoever sends a message needs the other side to take all that it took; whoever receives one needs it to hold all that
it held. So a rule may be loosened for what storefronts send, and tightened for what they and consumers receive.
Stored events are sent by one version of the engine and received by another: they may do neither.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

_LOWER_BOUNDS = ("minLength", "minimum", "minItems")
_UPPER_BOUNDS = ("maxLength", "maximum", "maxItems")
# Two patterns cannot be compared: any change of one may refuse or let through something.
_OPAQUE = ("pattern", "format", "not")
_TYPES = {"array", "boolean", "integer", "null", "number", "object", "string"}


def breaks_for_sender(old: Schema, new: Schema, where: str = "") -> Iterator[str]:
    """Yield what was taken by ``old`` and is no longer by ``new``."""
    yield from _constant(old, new, where)
    yield from _allowed_by_one(old, new, where)
    if "enum" in new and set(old.get("enum", ["anything"])) - set(new["enum"]):
        yield f"{where}: a value is no longer taken"
    if new.get("additionalProperties") is False and old.get("additionalProperties") is not False:
        yield f"{where}: unknown members are no longer taken"
    yield from _members(old, new, where, breaks_for_sender)


def breaks_for_receiver(old: Schema, new: Schema, where: str = "") -> Iterator[str]:
    """Yield what ``old`` promised and ``new`` does not.

    A closed list or object is a promise that nothing else comes: what is generated from it refuses the rest, whatever
    its description says. Names that may get more are listed as ``examples``.
    """
    yield from _constant(old, new, where)
    yield from _allowed_by_one(new, old, where)
    yield from _opened(old, new, where)
    for keyword in ("enum", "examples"):
        if keyword in new and set(old.get(keyword, [])) - set(new[keyword]):
            yield f"{where}: a value is no longer listed"
    if "examples" in old and "examples" not in new:
        yield f"{where}: the names are no longer listed"
    yield from _members(old, new, where, breaks_for_receiver)


def breaks_of_problems(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """Yield what storefronts that decide on problem types would have to change for; texts may change."""
    if new["prefix"] != old["prefix"]:
        yield "the prefix of the problem types was changed"
    for slug, kind in old["types"].items():
        changed = new["types"].get(slug)
        if changed is None:
            yield f"{slug}: is gone"
            continue
        if changed["status"] != kind["status"]:
            yield f"{slug}: has another status"
        if "retry_after_seconds" in kind and "retry_after_seconds" not in changed:
            yield f"{slug}: no longer says when to repeat"


def _constant(old: Schema, new: Schema, where: str) -> Iterator[str]:
    if old.get("const") != new.get("const"):
        yield f"{where}: the fixed value was changed"


def _allowed_by_one(allows: Schema, other: Schema, where: str) -> Iterator[str]:
    """Yield the rules by which ``allows`` lets through what ``other`` does not."""
    if _types(allows) - _types(other):
        yield f"{where}: the type was changed"
    for keyword in _LOWER_BOUNDS:
        if allows.get(keyword, float("-inf")) < other.get(keyword, float("-inf")):
            yield f"{where}: {keyword} was changed"
    for keyword in _UPPER_BOUNDS:
        if allows.get(keyword, float("inf")) > other.get(keyword, float("inf")):
            yield f"{where}: {keyword} was changed"
    for keyword in _OPAQUE:
        if keyword in other and allows.get(keyword) != other[keyword]:
            yield f"{where}: {keyword} was changed"
    for name in sorted(set(other.get("required", [])) - set(allows.get("required", []))):
        yield f"{where}/{name}: whether it is required was changed"


def _opened(old: Schema, new: Schema, where: str) -> Iterator[str]:
    """Yield why a message of ``new`` may hold what a reader of ``old`` refuses."""
    if "enum" in old and ("enum" not in new or set(new["enum"]) - set(old["enum"])):
        yield f"{where}: a value may come that was not listed"
    if old.get("additionalProperties") is False and (
        new.get("additionalProperties") is not False
        or new.get("properties", {}).keys() - old.get("properties", {}).keys()
    ):
        yield f"{where}: a member may come that was not listed"


def _types(schema: Schema) -> set[str]:
    kind = schema.get("type", sorted(_TYPES))
    kinds = {kind} if isinstance(kind, str) else set(kind)
    return kinds | {"integer"} if "number" in kinds else kinds


def _members(old: Schema, new: Schema, where: str, compare: Any) -> Iterator[str]:
    renewed = new.get("properties", {})
    for name, member in old.get("properties", {}).items():
        if name in renewed:
            yield from compare(member, renewed[name], f"{where}/{name}")
        else:
            yield f"{where}/{name}: is gone"
    if "items" in old:
        yield from compare(old["items"], new.get("items", {}), f"{where}/items")
