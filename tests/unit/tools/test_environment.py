"""The environments of build and tests, and of the local stack: made of pinned and hashed packages."""

import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from tools.paths import ROOT

DEVELOPMENT = ROOT / "requirements-dev.txt"
STACK = ROOT / "local" / "requirements.txt"
RUNTIME = ROOT / "local" / "runtime" / "requirements.txt"
AWS_CLI = ROOT / "tests" / "docs" / "awscli" / "requirements.txt"
APART = [STACK, RUNTIME, AWS_CLI]
FUNCTIONS = sorted((ROOT / "functions").glob("*/requirements.txt"))


def pins(requirements: Path) -> dict[str, set[str]]:
    """Return the versions of each package; one may have several, for different Pythons."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", requirements.read_text(), re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


@pytest.mark.parametrize("requirements", FUNCTIONS, ids=lambda path: path.parent.name)
def test_a_function_is_deployed_with_the_versions_it_is_tested_with(requirements: Path) -> None:
    tested = pins(DEVELOPMENT)

    assert pins(requirements)
    assert {name: tested[name] for name in pins(requirements)} == pins(requirements)


def test_what_the_emulator_pins_holds_no_function_back() -> None:
    held = pins(STACK)

    assert "ministack" in held
    assert "ministack" not in DEVELOPMENT.read_text()
    assert {metadata.version("botocore")} == pins(FUNCTIONS[0])["botocore"] != held["botocore"]


def test_the_local_stack_runs_with_the_versions_that_the_emulator_pins() -> None:
    code = (
        "from local import launcher; launcher.use_own_packages(); import boto3, botocore, ministack;"
        "print(boto3.__version__, botocore.__version__)"
    )

    used = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert [{version} for version in used.split()] == [pins(STACK)["boto3"], pins(STACK)["botocore"]]


@pytest.mark.parametrize("requirements", [DEVELOPMENT, *APART, *FUNCTIONS], ids=lambda path: path.parent.name)
def test_every_pin_has_hashes_and_no_address(requirements: Path) -> None:
    text = requirements.read_text()

    for block in re.split(r"\n(?=[a-zA-Z0-9])", text.split("\n", 2)[2]):
        assert "--hash=sha256:" in block, block.splitlines()[0]
    assert not re.search(r"://|--(extra-)?index|--find-links|file:", text)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the tools that make the environment, and one made by a stand-in for Python."""
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (tmp_path / "requirements-dev.txt").write_text("one==1\n")
    (tmp_path / "local").mkdir()
    (tmp_path / "local" / "requirements.txt").write_text("two==1\n")
    (tmp_path / "tools" / "find-python").write_text(f"#!/bin/sh\necho '{tmp_path}/python'\n")
    python = tmp_path / "python"
    python.write_text(
        """#!/bin/sh
echo "$*" >>"$(dirname "$0")/calls" 2>/dev/null
case "$*" in
    *"venv .venv") mkdir -p .venv/bin .venv/lib && cp "$0" .venv/bin/python ;;
    *"pip install"*) echo "$*" >>installs; [ ! -f fail ] || { echo 'ERROR: no such package'; exit 1; } ;;
    *) echo 3.13.0 ;;
esac
"""
    )
    python.chmod(0o755)
    return tmp_path


def setup(checkout: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["tools/setup"], cwd=checkout, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )


def installs(checkout: Path) -> list[str]:
    """Return the requirements files that were installed, in order."""
    return [line.rpartition(" ")[2] for line in (checkout / "installs").read_text().splitlines()]


BOTH = ["requirements-dev.txt", "local/requirements.txt"]


def test_an_environment_that_is_up_to_date_is_left_alone(checkout: Path) -> None:
    assert setup(checkout).returncode == 0

    again = setup(checkout)

    assert (again.returncode, again.stdout) == (0, "")
    assert installs(checkout) == BOTH


@pytest.mark.parametrize("requirements", BOTH)
def test_other_requirements_make_the_environment_anew(checkout: Path, requirements: str) -> None:
    setup(checkout)
    (checkout / requirements).write_text("one==2\n")

    setup(checkout)

    assert installs(checkout) == BOTH * 2


def test_an_installation_that_failed_is_reported_and_tried_again(checkout: Path) -> None:
    (checkout / "fail").touch()

    failed = setup(checkout)

    assert failed.returncode == 1
    assert "ERROR: no such package" in failed.stderr
    (checkout / "fail").unlink()
    assert setup(checkout).returncode == 0
    assert installs(checkout) == [BOTH[0], *BOTH]


def test_packages_are_installed_by_hash_and_never_built(checkout: Path) -> None:
    setup(checkout)

    for command in (checkout / "installs").read_text().splitlines():
        assert "--require-hashes" in command
        assert "--only-binary :all:" in command


def test_make_lists_every_target_with_what_it_does() -> None:
    targets = set(re.findall(r"^([a-z0-9-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    printed = subprocess.run(
        ["make", "--silent", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert targets <= set(re.findall(r"^  make (\S+) +\S", printed, re.MULTILINE))
