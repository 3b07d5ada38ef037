"""Hooks, the hosted workflow and dependency updates do what `make lint`, `.ci/run` and the pinned files say."""

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.check import STATIC, plan
from tools.check_steps import static_steps
from tools.paths import ROOT

HOOKS, WORKFLOW, UPDATES = ".pre-commit-config.yaml", ".github/workflows/ci.yml", ".github/dependabot.yml"
# What dependency updates are for: a file's name, and the ecosystem that Dependabot gives it.
ECOSYSTEMS = {"requirements*.in": "pip", "package.json": "npm", ".terraform.lock.hcl": "terraform"}
COMMIT = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}")


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text())


def committed(pattern: str) -> list[Path]:
    """Return the files whose name matches, as git knows or would know them."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", pattern, f"**/{pattern}"]
    return [Path(name) for name in subprocess.check_output(listing, cwd=ROOT, text=True).split()]


def test_the_hook_is_make_lint_over_the_whole_project() -> None:
    (repository,) = read(HOOKS)["repos"]  # another one would pin versions of its own
    (hook,) = repository["hooks"]

    assert (repository["repo"], hook["language"]) == ("local", "system")
    assert (hook["entry"], hook["pass_filenames"]) == ("make lint", False)


def test_make_lint_runs_all_static_checks_and_those_alone() -> None:
    recipe = subprocess.check_output(["make", "--dry-run", "lint"], cwd=ROOT, text=True).splitlines()[-1]

    assert recipe.endswith("-m tools.check static")
    assert plan([STATIC]) == [static_steps()]


@pytest.mark.parametrize("tool", ["mypy", "ruff"])
def test_the_installed_checker_is_the_pinned_one(tool: str) -> None:
    pins = (ROOT / "requirements-dev.txt").read_text()

    assert re.search(rf"^{tool}==(\S+)", pins, re.MULTILINE)[1] == version(tool)


def test_the_workflow_runs_ci_run_and_nothing_else() -> None:
    steps = [step for job in read(WORKFLOW)["jobs"].values() for step in job["steps"]]

    assert [step["run"] for step in steps if "run" in step] == ["bash .ci/run"]


def test_the_workflow_names_each_action_by_its_commit_and_its_version() -> None:
    used = re.findall(r"uses: (\S+)( # v[\d.]+)?$", (ROOT / WORKFLOW).read_text(), re.MULTILINE)

    assert used
    assert [action for action, tag in used if not tag or not COMMIT.fullmatch(action)] == []


def test_the_workflow_may_only_read() -> None:
    assert read(WORKFLOW)["permissions"] == {"contents": "read"}


def test_the_workflow_gives_the_terraform_that_the_project_asks_for() -> None:
    given = re.search(r"terraform_version: (\S+)", (ROOT / WORKFLOW).read_text())[1]
    asked = re.search(r'required_version = ">= ([\d.]+)', (ROOT / "terraform" / "terraform.tf").read_text())[1]

    assert [int(part) for part in given.split(".")] >= [int(part) for part in asked.split(".")]


@pytest.mark.parametrize(("pattern", "ecosystem"), ECOSYSTEMS.items())
def test_every_folder_with_pinned_dependencies_gets_updates(pattern: str, ecosystem: str) -> None:
    (entry,) = [each for each in read(UPDATES)["updates"] if each["package-ecosystem"] == ecosystem]
    folders = entry.get("directories") or [entry["directory"]]

    assert {Path(folder).relative_to("/") for folder in folders} == {path.parent for path in committed(pattern)}


@pytest.mark.parametrize(("name", "schema"), [(WORKFLOW, "github-workflows"), (UPDATES, "dependabot")])
def test_the_file_is_what_its_published_schema_says(name: str, schema: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(ROOT / name)]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout
