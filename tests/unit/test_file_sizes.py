"""A file is short enough to be read at once, or a test file says why it is not."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.paths import ROOT

MOST_LINES = 200
SOURCES = (("functions", ".py"), ("tools", ".py"), ("local", ".py"), ("terraform", ".tf"))
MOST_LINES_OF_TESTS = 250
REASON = "Long because: "


def tracked(folder: str, suffix: str) -> Iterator[Path]:
    """Yield the files of a folder that are part of the project: neither ignored nor generated."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    yield from (path for name in listed.split("\0") if (path := ROOT / name).suffix == suffix and path.is_file())


def lines(text: str) -> int:
    return len(text.splitlines())


def gives_reason(text: str) -> bool:
    """Whether a line of the module's docstring says why the file is long."""
    said = (ast.get_docstring(ast.parse(text)) or "").splitlines()
    return any(line.startswith(REASON) and line.removeprefix(REASON).strip() for line in said)


@pytest.mark.parametrize(("folder", "suffix"), SOURCES)
def test_no_source_is_longer_than_two_hundred_lines(folder: str, suffix: str) -> None:
    sizes = {path: lines(path.read_text()) for path in tracked(folder, suffix)}

    assert sizes
    assert {str(path.relative_to(ROOT)): size for path, size in sizes.items() if size > MOST_LINES} == {}


def test_a_test_file_that_is_longer_than_250_lines_says_why() -> None:
    texts = {path: path.read_text() for path in tracked("tests", ".py")}
    long = [path for path, text in texts.items() if lines(text) > MOST_LINES_OF_TESTS]

    assert texts
    assert [str(path.relative_to(ROOT)) for path in long if not gives_reason(texts[path])] == []


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ('"""Rows.\n\nLong because: they are one table.\n"""\n', True),
        ('"""Rows."""\n', False),
        ('"""Rows.\n\nLong because: \n"""\n', False),
        ('"""Rows."""\n# Long because: a comment is no docstring.\n', False),
    ],
    ids=["a reason", "none", "an empty one", "in a comment"],
)
def test_only_a_line_of_the_docstring_is_a_reason(text: str, given: bool) -> None:
    assert gives_reason(text) is given
