"""Every link of every document leads to a file that exists, and to a heading of it."""

import re
from pathlib import Path

import pytest

from tests.support.checkout import ROOT

DOCUMENTS = sorted(path for path in ROOT.rglob("*.md") if not {".venv", ".local", "node_modules"} & {*path.parts})
LINK = re.compile(r"\[[^\]]*\]\(([^)]+)\)")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    for link in LINK.findall(document.read_text()):
        place, _, anchor = " ".join(link.split()).partition("#")
        if place.startswith("https://"):
            continue
        target = document if not place else document.parent / place
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), link


def anchors(document: Path) -> set[str]:
    """Return what GitHub calls the headings of a document."""
    headings = re.findall(r"^#+ (.*)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
