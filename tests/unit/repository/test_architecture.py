"""ARCHITECTURE.md names what exists, and its worked change works: applied to a copy, with the tests that it names."""

import re
from pathlib import Path

import pytest

from tests.support.checkout import Checkout, copy_working_tree
from tests.support.docs.blocks import under
from tools.paths import ROOT

DOCUMENT = "ARCHITECTURE.md"
CHANGE = "Worked change: add a fallback strategy"
PYTEST = ".venv/bin/python -m pytest -q -p no:cacheprovider"
OF_THE_CHANGE = "tests/unit/recommender/test_fallback_chain.py tests/unit/recommender/test_reporting.py"
OF_THE_CONTRACT = (
    "tests/contracts/test_compatibility.py tests/contracts/test_openness.py tests/contracts/test_examples.py"
)
OF_THE_RULES = "tests/contracts/test_readme_tables.py tests/monitoring/test_alarms.py tests/unit/test_layers.py"


def is_of_the_functions(diff: str) -> bool:
    return "+++ b/functions/" in diff


def apply(copy: Checkout, diffs: list[str]) -> None:
    (copy.path / "change.diff").write_text("".join(diffs))
    copy.run(
        "git apply change.diff && .venv/bin/python -m tools.generate", GIT_CEILING_DIRECTORIES=str(copy.path.parent)
    )


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:\w+/)+[\w./]*)`", Path(ROOT / DOCUMENT).read_text()))))
def test_every_path_that_it_names_exists(path: str) -> None:
    inside_each_function = path in {"domain/", "adapters/", "domain/model.py"}
    assert (ROOT / ("functions/recommender" if inside_each_function else "") / path).exists()


def test_every_folder_is_explained() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] not in "._"} - {"build"}
    assert folders - set(re.findall(r"^\| \[(\w+)\]", Path(ROOT / DOCUMENT).read_text(), re.MULTILINE)) <= {"findings"}


def test_the_worked_change_fails_without_its_function_and_passes_with_it(tmp_path: Path) -> None:
    diffs = under(DOCUMENT, CHANGE, "diff")
    copy = copy_working_tree(tmp_path / "copy")

    apply(copy, [diff for diff in diffs if not is_of_the_functions(diff)])
    printed = copy.run(f"{PYTEST} {OF_THE_CHANGE}", expect=1)
    assert "test_an_interest_without_items_gets_those_of_the_category_that_ends_its_name" in printed
    assert "test_every_strategy_of_the_contract_has_a_metric" in printed

    apply(copy, [diff for diff in diffs if is_of_the_functions(diff)])
    copy.run(f"{PYTEST} {OF_THE_CHANGE} {OF_THE_CONTRACT} {OF_THE_RULES}")
