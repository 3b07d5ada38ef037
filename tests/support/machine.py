"""Programs that some tests need beside Python and Terraform.

Where ``CI=true`` they have to be there; elsewhere the test is skipped, and a figure of the run says so.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from tests.support.checkout import ROOT

NEWMAN = ROOT / "tests" / "e2e" / "storefront_tools" / "newman"
OPENAPI_TOOLS = ROOT / "tests" / "openapi"
AWS_CLI = ROOT / "tests" / "docs" / "awscli" / "requirements.txt"
INSTALL_DEADLINE_SECONDS = 180
OLDEST_NODE = 18

Notice = Callable[[str, str], None]


def program(*names: str, notice: Notice) -> str:
    """Return the path of the first program of ``names`` that is installed; else skip the test, or fail it in CI."""
    found = next(filter(None, map(shutil.which, names)), None)
    return found or not_here(names[0], "it is not installed", notice)


def node(notice: Notice, oldest: int = OLDEST_NODE) -> str:
    """Return the path of Node.js, of major version ``oldest`` or newer; else skip or fail."""
    path = program("node", "nodejs", notice=notice)
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").split(".")[0]) < oldest:
        not_here("node", f"{version} is older than {oldest}", notice)
    return path


def newman(notice: Notice) -> list[str]:
    """Return the command that runs newman, the runner of Postman collections; else skip or fail."""
    return node_command(NEWMAN, "newman/bin/newman.js", notice)


def node_command(pins: Path, script: str, notice: Notice) -> list[str]:
    """Return the command that runs ``script`` of the packages that the folder ``pins`` locks; else skip or fail."""
    engine = json.loads((pins / "package.json").read_text())["engines"]["node"]
    return [node(notice, int(engine.removeprefix(">="))), str(node_modules(pins, notice) / script)]


def node_modules(pins: Path, notice: Notice) -> Path:
    """Return where the packages are that the folder ``pins`` locks; else skip or fail.

    They are installed as the lock file says, into the virtual environment: once, so that later runs need no network.
    """
    npm = program("npm", notice=notice)

    def fill(part: Path) -> None:
        shutil.copytree(pins, part)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--prefer-offline"]
        _install([npm, "ci", *options], pins.name, notice, part)

    return _installed(pins.name, pins / "package-lock.json", fill) / "node_modules"


def aws_cli(notice: Notice) -> Path:
    """Return the directory of ``aws``, the AWS CLI that documents are tested with; else skip or fail.

    It is version 1, which PyPI has: what documents use of it is the same in version 2.
    """
    return python_programs(AWS_CLI, notice)


def python_programs(requirements: Path, notice: Notice) -> Path:
    """Return the directory of the programs that ``requirements`` pins; else skip or fail.

    They are installed once, into an environment of their own below the virtual environment.
    """
    name = f"{requirements.parent.name}-python"
    uv = str(Path(sys.prefix) / "bin" / "uv")

    def fill(part: Path) -> None:
        _install([uv, "venv", "--relocatable", "--python", sys.executable, str(part)], name, notice)
        into = ["--python", str(part / "bin" / "python"), "--require-hashes", "--only-binary", ":all:"]
        _install([uv, "pip", "sync", *into, "--system-certs", str(requirements)], name, notice)

    return _installed(name, requirements, fill) / "bin"


def _installed(name: str, pins: Path, fill: Callable[[Path], None]) -> Path:
    """Return the folder that ``fill`` filled for ``pins``; whoever needs it meanwhile waits."""
    destination = Path(sys.prefix) / "share" / f"{name}-{hashlib.sha256(pins.read_bytes()).hexdigest()[:12]}"
    destination.parent.mkdir(exist_ok=True)
    with destination.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not destination.exists():
            with tempfile.TemporaryDirectory(dir=destination.parent) as folder:
                part = Path(folder) / "part"
                fill(part)
                part.rename(destination)
    return destination


def _install(command: list[str], name: str, notice: Notice, folder: Path = ROOT) -> None:
    result = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_DEADLINE_SECONDS, check=False
    )
    if result.returncode != 0:
        not_here(name, f"{Path(command[0]).name} could not install it:\n{result.stderr[-1000:]}", notice)


def not_here(name: str, reason: str, notice: Notice) -> NoReturn:
    """Skip the running test for want of ``name``, or fail it where ``CI=true``."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name} is required where CI=true, but {reason}. On Debian, .ci/run installs it.", pytrace=False)
    notice(f"tests with {name}", f"skipped, {reason.splitlines()[0]}")
    pytest.skip(f"{name}: {reason}")
