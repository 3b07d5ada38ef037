"""The pages for contributors: their commands work, and what they name exists."""

import re
import subprocess

import pytest

from tests.support.docs.blocks import blocks
from tools.paths import ROOT

GUIDE, GLOSSARY = "CONTRIBUTING.md", ROOT / "docs" / "glossary.md"
TERMS = re.findall(r"^\| ([^|]+) \| [^|]+ \| `([^`]+)`(?:: `([^`]+)`)? \|$", GLOSSARY.read_text(), re.MULTILINE)
DECLARED = {*re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)}


@pytest.mark.parametrize("command", [line for block in blocks(GUIDE) for line in block.text.splitlines()])
def test_a_command_of_the_quick_loop_succeeds(command: str) -> None:
    ended = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.parametrize("page", [GUIDE, "docs/README.md", "monitoring/README.md"])
def test_a_target_that_a_page_names_exists(page: str) -> None:
    named = {*re.findall(r"`make ([a-z0-9-]+)", (ROOT / page).read_text())}
    folders = {f"test-{path.name}" for path in (ROOT / "tests").iterdir() if path.is_dir()}

    assert named - DECLARED - folders == set()


@pytest.mark.parametrize(("term", "place", "attribute"), TERMS, ids=[term for term, _, _ in TERMS])
def test_a_term_is_found_where_the_glossary_says(term: str, place: str, attribute: str) -> None:
    assert (ROOT / place).exists()
    assert not attribute or attribute in (ROOT / place).read_text()


def test_every_row_of_the_glossary_has_a_place() -> None:
    rows = [line for line in GLOSSARY.read_text().splitlines() if line.startswith("| ")]

    assert len(rows) - 1 == len(TERMS)


def test_the_list_of_documents_has_every_page() -> None:
    folder = ROOT / "docs"
    linked = {*re.findall(r"\]\(([^)]+)\)", (folder / "README.md").read_text())}
    pages = {path.name for path in folder.iterdir() if path.is_file()} - {"README.md"}

    assert linked == pages | {"decisions/README.md"}
