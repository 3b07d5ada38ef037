"""Programs that some tests need beside Python and Terraform.

Where ``CI=true`` they have to be there; elsewhere the test is skipped, and a figure of the run says so.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

NEWMAN = Path(__file__).parent / "e2e" / "newman"
AWS_CLI = Path(__file__).parent / "docs" / "awscli" / "requirements.txt"
INSTALL_DEADLINE_SECONDS = 180
OLDEST_NODE = 18

Notice = Callable[[str, str], None]


def program(*names: str, notice: Notice) -> str:
    """Return the path of the first program of ``names`` that is installed; else skip the test, or fail it in CI."""
    found = next(filter(None, map(shutil.which, names)), None)
    return found or not_here(names[0], "it is not installed", notice)


def node(notice: Notice) -> str:
    """Return the path of Node.js, not older than :data:`OLDEST_NODE`; else skip or fail."""
    path = program("node", "nodejs", notice=notice)
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if int(version.removeprefix("v").split(".")[0]) < OLDEST_NODE:
        not_here("node", f"{version} is older than {OLDEST_NODE}", notice)
    return path


def newman(notice: Notice) -> list[str]:
    """Return the command that runs newman, the runner of Postman collections; else skip or fail.

    It is installed as its lock file says, into the virtual environment: once, so that later runs need no network.
    """
    runs, npm = node(notice), program("npm", notice=notice)
    lock = hashlib.sha256((NEWMAN / "package-lock.json").read_bytes()).hexdigest()
    installed = Path(sys.prefix) / "share" / f"newman-{lock[:12]}"
    if not installed.exists():
        _install(npm, installed, notice)
    return [runs, str(installed / "node_modules" / "newman" / "bin" / "newman.js")]


def _install(npm: str, destination: Path, notice: Notice) -> None:
    destination.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=destination.parent) as name:
        part = Path(name) / "newman"
        shutil.copytree(NEWMAN, part)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--prefer-offline"]
        result = subprocess.run(
            command, cwd=part, capture_output=True, text=True, timeout=INSTALL_DEADLINE_SECONDS, check=False
        )
        if result.returncode != 0:
            not_here("newman", f"npm could not install it:\n{result.stderr[-1000:]}", notice)
        part.rename(destination)


def aws_cli(notice: Notice) -> Path:
    """Return the directory of ``aws``, the AWS CLI that documents are tested with; else skip or fail.

    It is version 1, which PyPI has: what documents use of it is the same in version 2. Its requirements are pinned, and
    it is installed once into an environment of its own below the virtual environment.
    """
    pins = hashlib.sha256(AWS_CLI.read_bytes()).hexdigest()
    installed = Path(sys.prefix) / "share" / f"awscli-{pins[:12]}"
    if not installed.exists():
        uv = str(Path(sys.prefix) / "bin" / "uv")
        installed.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=installed.parent) as name:
            part = Path(name) / "awscli"
            into = [
                "--python",
                str(part / "bin" / "python"),
                "--require-hashes",
                "--only-binary",
                ":all:",
                "--system-certs",
            ]
            for command in (
                ["venv", "--relocatable", "--python", sys.executable, str(part)],
                ["pip", "sync", *into, str(AWS_CLI)],
            ):
                result = subprocess.run(
                    [uv, *command], capture_output=True, text=True, timeout=INSTALL_DEADLINE_SECONDS, check=False
                )
                if result.returncode != 0:
                    not_here("aws", f"uv could not install it:\n{result.stderr[-1000:]}", notice)
            part.rename(installed)
    return installed / "bin"


def not_here(name: str, reason: str, notice: Notice) -> NoReturn:
    """Skip the running test for want of ``name``, or fail it where ``CI=true``."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{name} is required where CI=true, but {reason}. On Debian, .ci/run installs it.", pytrace=False)
    notice(f"tests with {name}", f"skipped, {reason.splitlines()[0]}")
    pytest.skip(f"{name}: {reason}")
