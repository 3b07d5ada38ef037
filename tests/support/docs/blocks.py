"""The fenced code blocks of a document."""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

from tests.support.checkout import ROOT

FENCE = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
SHELL = ("bash", "sh")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A code block: its language, its text, and the heading that it stands under."""

    heading: str
    language: str
    text: str


def blocks(document: str) -> list[Block]:
    """Return the code blocks of a document of this repository, in order."""
    text = Path(ROOT / document).read_text()
    found = []
    for fence in FENCE.finditer(text):
        headings = HEADING.findall(FENCE.sub("", text[: fence.start()]))
        found.append(Block(headings[-1], fence.group(2), textwrap.dedent(fence.group(3))))
    return found


def under(document: str, heading: str, language: str) -> list[str]:
    """Return the texts of the blocks of one language under one heading. Raises ``AssertionError`` without any."""
    found = [block.text for block in blocks(document) if (block.heading, block.language) == (heading, language)]
    assert found, f"{document} has no {language} block under {heading!r}"
    return found
