"""What a Terraform module declares: its variables and outputs.

The text of a declaration is read, since Terraform itself gives no types. That relies on the form of `terraform fmt`,
which a test keeps: a block's arguments are indented by two spaces, what belongs to an argument by more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

_BLOCK = re.compile(r'^(variable|output) "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_ARGUMENT = re.compile(r"^  (\w+) += (.*(?:\n(?:    .*|  [\])}].*))*)", re.MULTILINE)


@dataclass(frozen=True)
class Declaration:
    """A variable or an output, with ``type`` and ``default`` as they are written; ``""`` where it has none."""

    kind: str
    name: str
    description: str
    type: str = ""
    default: str = ""


def declarations(module: Path) -> list[Declaration]:
    """Return what a module's directory declares, by name."""
    found = (each for path in module.glob("*.tf") for each in _of(path.read_text(encoding="utf-8")))
    return sorted(found, key=lambda each: each.name)


def _of(text: str) -> Iterator[Declaration]:
    for kind, name, body in _BLOCK.findall(text):
        arguments = dict(_ARGUMENT.findall(body))
        description = arguments["description"].removeprefix('"').removesuffix('"').replace('\\"', '"')
        type_, default = (_one_line(arguments.get(each, "")) for each in ("type", "default"))
        yield Declaration(kind, name, description, type_, default)


def _one_line(expression: str) -> str:
    """Return an expression in one line: what a line break ends, a comma does."""
    lines = [" ".join(line.split()) for line in expression.splitlines()]
    for number, (line, following) in enumerate(pairwise(lines)):
        if not line.endswith(("{", "(", "[", ",")) and not following.startswith(("}", ")", "]")):
            lines[number] += ","
    return " ".join(lines)
