"""Translate the AWS Query protocol to plain values and back, along botocore's model of a service.

Source: "AWS Query protocol", Smithy 2.0, https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

_NUMBERS = {"integer": int, "long": int, "float": float, "double": float}
_QUOTE = {'"': "&quot;"}


def read_members(shape: Any, parameters: Mapping[str, str], prefix: str = "") -> dict[str, Any]:
    """Return the members of the structure ``shape`` that ``parameters`` hold under ``prefix`` (empty or ending in a
    dot). Raises ``ValueError`` naming a parameter that is no number where the model wants one.
    """
    names = {name: member for name, member in shape.members.items() if _is_present(parameters, prefix + name)}
    return {name: _read(member, parameters, prefix + name) for name, member in names.items()}


def _is_present(parameters: Mapping[str, str], path: str) -> bool:
    return path in parameters or any(name.startswith(path + ".") for name in parameters)


def _read(shape: Any, parameters: Mapping[str, str], path: str) -> Any:
    if shape.type_name == "structure":
        return read_members(shape, parameters, path + ".")
    if shape.type_name == "list":
        values: list[Any] = []
        while _is_present(parameters, item := f"{path}.member.{len(values) + 1}"):
            values.append(_read(shape.member, parameters, item))
        return values
    if shape.type_name == "boolean":
        return parameters[path] == "true"
    if shape.type_name in _NUMBERS:
        try:
            return _NUMBERS[shape.type_name](parameters[path])
        except ValueError:
            raise ValueError(f"{path} must be a number of type {shape.type_name}") from None
    return parameters[path]


def write_members(shape: Any, value: Mapping[str, Any]) -> str:
    """Return XML for those members of the structure ``shape`` that ``value`` has. Timestamps are epoch seconds."""
    return "".join(
        f"<{name}>{_write(member, value[name])}</{name}>"
        for name, member in shape.members.items()
        if value.get(name) is not None
    )


def _write(shape: Any, value: Any) -> str:
    match shape.type_name:
        case "structure":
            text = write_members(shape, value)
        case "list":
            text = "".join(f"<member>{_write(shape.member, item)}</member>" for item in value)
        case "boolean":
            text = str(bool(value)).lower()
        case "timestamp":
            text = datetime.fromtimestamp(value, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case kind if kind in _NUMBERS:
            text = str(_NUMBERS[kind](value))
        case _:
            text = escape(str(value), _QUOTE)
    return text
