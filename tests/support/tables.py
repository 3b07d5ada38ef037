"""The tables as terraform/tables.yaml declares them, for tests that keep tables of their own."""

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from tools.paths import TERRAFORM_DIRECTORY

_DECLARED = yaml.safe_load((TERRAFORM_DIRECTORY / "tables.yaml").read_text(encoding="utf-8"))
_TABLES: dict[str, Mapping[str, Any]] = _DECLARED["tables"]


def _names(keys: Mapping[str, Any]) -> Iterator[str]:
    for key in ("hash_key", "range_key"):
        if key in keys:
            yield keys[key]["name"]


KEYS: dict[str, tuple[str, ...]] = {table: tuple(_names(declared)) for table, declared in _TABLES.items()}
"""Table → the attributes that are its key."""

INDEXES: dict[str, dict[str, tuple[str, ...]]] = {
    table: {index: tuple(_names(keys)) for index, keys in declared.get("indexes", {}).items()}
    for table, declared in _TABLES.items()
}
"""Table → index → the attributes that are its key."""

KEY_TYPES: dict[str, dict[str, str]] = {
    table: {
        keys[key]["name"]: keys[key]["type"]
        for keys in (declared, *declared.get("indexes", {}).values())
        for key in ("hash_key", "range_key")
        if key in keys
    }
    for table, declared in _TABLES.items()
}
"""Table → attribute that is part of a key → its type."""

TTL_ATTRIBUTE: str = _DECLARED["ttl_attribute"]
