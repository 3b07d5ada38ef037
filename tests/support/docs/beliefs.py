"""The table of docs/aws-beliefs.md: what is believed of AWS, and the commands that prove it there."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.support.checkout import ROOT

DOCUMENT = "docs/aws-beliefs.md"
COLUMNS = ["belief", "source", "risk if wrong", "command that proves it on AWS"]
PROGRAMS = ("aws", "curl", "make")

# A row is split at bars that are not escaped; a command in it is code.
_BAR = re.compile(r"(?<!\\)\|")
_CODE = re.compile(r"`([^`]+)`")
_RUNS_BY_ITSELF = re.compile(r"`([^`]+)` prints `([^`]+)`")


@dataclass(frozen=True)
class Proof:
    """A command that runs by itself, and what its output holds where the belief is right."""

    belief: str
    command: str
    prints: str


def rows() -> list[list[str]]:
    """Return the cells of every row, the one with the names of the columns first."""
    lines = [line for line in Path(ROOT / DOCUMENT).read_text().splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in _BAR.split(line)[1:-1]] for line in lines]
    return [row for row in cells if not set("".join(row)) <= set("-")]


def commands(cell: str) -> list[str]:
    """Return the commands in a cell, as a shell takes them."""
    found = (code.replace("\\|", "|") for code in _CODE.findall(cell))
    return [code for code in found if code.split()[0] in PROGRAMS]


def proofs() -> list[Proof]:
    """Return every command that runs by itself."""
    found = ((row[0], *match) for row in rows()[1:] for match in _RUNS_BY_ITSELF.findall(row[-1]))
    return [Proof(belief, command.replace("\\|", "|"), prints) for belief, command, prints in found]
