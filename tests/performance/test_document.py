"""docs/performance.md says what was measured, in the table, in the pictures and in the history, and how."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.performance.bench import parser
from tests.support.docs.blocks import blocks
from tests.support.performance import charts, document
from tools.paths import ROOT

RECORD = document.read()
HISTORY = document.history(document.HISTORY)
COMMANDS = [line for block in blocks("docs/performance.md") for line in block.text.splitlines()]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_is_one_of_make_with_known_options(command: str) -> None:
    recipe = subprocess.check_output(["make", "--dry-run", *shlex.split(command)[1:]], cwd=ROOT, text=True)
    *_, last = recipe.splitlines()
    program, _, options = last.partition(" -m tests.performance.bench")

    assert program.endswith(".venv/bin/python")
    parser().parse_args(shlex.split(options))


def test_the_page_has_the_table_of_the_committed_figures() -> None:
    assert document.section(RECORD) in document.PAGE.read_text()


def test_the_history_ends_with_the_committed_figures() -> None:
    assert HISTORY[-1] == document.history_line(RECORD)


def test_the_history_has_one_line_for_each_commit() -> None:
    commits = [line["commit"] for line in HISTORY]

    assert len(commits) == len(set(commits))


@pytest.mark.parametrize("name", charts.drawings(RECORD, HISTORY))
def test_a_committed_picture_is_of_the_committed_figures(name: str) -> None:
    data, *_ = charts.drawings(RECORD, HISTORY)[name]

    assert f"<dc:description>{charts.digest(data)}</dc:description>" in (charts.PICTURES / name).read_text()
    assert f"(pictures/{name})" in document.PAGE.read_text()


def test_a_picture_of_other_figures_has_another_description(tmp_path: Path) -> None:
    rows = [{**row, "ours": dict.fromkeys(row["ours"], 7.0)} for row in RECORD["rows"]]
    charts.draw(tmp_path, {**RECORD, "rows": rows}, HISTORY)

    drawn = {path.name: path.read_text() for path in tmp_path.iterdir()}

    assert drawn.keys() == charts.drawings(RECORD, HISTORY).keys()
    for name in ("performance-cold.svg", "performance-batch.svg"):
        assert charts.digest(charts.drawings(RECORD, HISTORY)[name][0]) not in drawn[name]


def test_no_figure_of_a_measurement_stands_outside_the_table() -> None:
    page = document.PAGE.read_text()
    before, _, rest = page.partition(document.BEGIN)
    prose = before + rest.partition(document.END)[2]

    assert re.findall(r"×|\d+(?:\.\d+)? (?:µs|MB)", prose) == []
