"""The schemas below monitoring/schemas, which refer to each other by their files' names."""

import json
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from tests.support.monitoring.files import MONITORING

SCHEMAS: dict[str, Any] = {
    path.name.removesuffix(".schema.json"): json.loads(path.read_text())
    for path in sorted((MONITORING / "schemas").glob("*.schema.json"))
}
_REGISTRY: Registry[Any] = Registry().with_resources(
    (f"{kind}.schema.json", Resource.from_contents(schema)) for kind, schema in SCHEMAS.items()
)


def complaints(kind: str, data: Any) -> Iterator[str]:
    """Yield what the schema of a kind of file finds wrong with ``data``: where, and what."""
    for error in Draft202012Validator(SCHEMAS[kind], registry=_REGISTRY).iter_errors(data):
        yield f"{error.json_path}: {error.message}"
