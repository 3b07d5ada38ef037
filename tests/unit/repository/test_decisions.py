"""Every decision says when it was taken and whether it holds, and the index lists all of them so."""

import re
from datetime import date
from pathlib import Path

import pytest

from tools.paths import ROOT

FOLDER = ROOT / "docs" / "decisions"
DECISIONS = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
STATUS = re.compile(r"Accepted|Superseded by \[(\d{4})\]\(\1-[a-z0-9-]+\.md\)")


def member(decision: Path, name: str) -> str:
    """Return what the decision's head says under ``name``. Raises ``AssertionError`` where it says nothing."""
    head = decision.read_text().split("\n\n")[1]
    found = re.search(rf"^- {name}: (.+)$", head, re.MULTILINE)
    assert found, f"{decision.name} has no {name} below its title"
    return found[1]


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_its_number_in_its_title(decision: Path) -> None:
    assert re.match(rf"# {decision.name[:4]}: \S", decision.read_text())


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_a_status_and_a_date(decision: Path) -> None:
    assert STATUS.fullmatch(member(decision, "Status"))
    assert date.fromisoformat(member(decision, "Date"))


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_why_and_at_what_cost(decision: Path) -> None:
    parts = re.findall(r"^\*\*(.+?)\*\*", decision.read_text(), re.MULTILINE)

    assert parts[0] == "Decision."
    assert any(part.startswith(("Why", "What it breaks")) for part in parts)
    assert any("cost" in part.lower() for part in parts)


def test_the_index_lists_every_decision_with_its_status_and_date() -> None:
    rows = re.findall(
        r"^\| \[(\d{4})\]\((.+?)\) \| (.+?) \| (.+?) \| (.+?) \|$",
        FOLDER.joinpath("README.md").read_text(),
        re.MULTILINE,
    )

    assert [row[0] for row in rows] == [decision.name[:4] for decision in DECISIONS]
    for (number, file, title, status, day), decision in zip(rows, DECISIONS, strict=True):
        assert file == decision.name
        assert decision.read_text().startswith(f"# {number}: {title}\n")
        assert (status, day) == (member(decision, "Status"), member(decision, "Date"))


def test_no_two_decisions_share_a_number() -> None:
    numbers = [decision.name[:4] for decision in DECISIONS]

    assert len(numbers) == len({*numbers})
