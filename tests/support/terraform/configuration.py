"""What a plan says of the configuration it was made from: arguments, and what they refer to."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.support.terraform.workspace import CONFIGURATION

_RESOURCE = re.compile(r'^resource "(\w+)" "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_DYNAMIC = re.compile(r'^  dynamic "(\w+)" \{\n(.*?)^  \}', re.MULTILINE | re.DOTALL)
_CONTENT = re.compile(r"^      (\w+) ", re.MULTILINE)

# In a plan's JSON an expression is one of these; what is neither holds the arguments of a nested block.
_EXPRESSION = {"references", "constant_value"}


def resource_of(call: Mapping[str, Any], address: str) -> dict[str, Any]:
    """Return a resource of the module that a call names."""
    resources: list[dict[str, Any]] = call["module"]["resources"]
    return next(resource for resource in resources if resource["address"] == address)


def references(expression: object) -> Iterator[str]:
    """Yield the references of an expression or a block, nested blocks included."""
    if isinstance(expression, list):
        for each in expression:
            yield from references(each)
    elif isinstance(expression, dict):
        yield from expression.get("references", [])
        for each in expression.values():
            if isinstance(each, dict | list):
                yield from references(each)


def arguments(expressions: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of the arguments and, with dots, of those in nested blocks."""
    for name, value in expressions.items():
        yield name
        for block in value if isinstance(value, list) else [value]:
            if isinstance(block, dict) and not block.keys() & _EXPRESSION:
                yield from (f"{name}.{inner}" for inner in arguments(block))


def dynamic_arguments(call: Mapping[str, Any], resource: Mapping[str, Any]) -> Iterator[str]:
    """Yield, as :func:`arguments` does, those of a resource's dynamic blocks, which a plan's JSON leaves out.

    They are read in the module's files, whose form is that of `terraform fmt`.
    """
    for path in (CONFIGURATION / call["source"]).glob("*.tf"):
        for kind, name, body in _RESOURCE.findall(path.read_text()):
            if (kind, name) == (resource["type"], resource["name"]):
                for block, text in _DYNAMIC.findall(body):
                    yield block
                    yield from (f"{block}.{inner}" for inner in _CONTENT.findall(text))


def attributes_used(call: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the type and name of every argument that a module sets and of every attribute that it reads."""
    module = call["module"]
    for resource in module["resources"]:
        for name in (*arguments(resource["expressions"]), *dynamic_arguments(call, resource)):
            yield resource["type"], name
    read = [*(resource["expressions"] for resource in module["resources"]), *module.get("outputs", {}).values()]
    for reference in references([value.get("expression", value) for value in read]):
        kind, *_, attribute = reference.split(".")
        yield kind, attribute
