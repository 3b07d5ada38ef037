"""`.ci/run` on machines that lack this or that, with stand-ins for apt and make."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.checkout import ROOT
from tests.support.docs.page import BROWSERS

# What every machine has, whatever else is missing.
BASE = ("bash", "cat", "cut", "dirname", "env", "grep", "head", "ls", "readlink", "sed", "sh", "sort", "tr", "uname")


class Machine:
    """A search path of its own."""

    def __init__(self, path: Path) -> None:
        self.path, self.apt_log = path, path / "apt.log"
        self.apt_log.touch()
        for name in filter(shutil.which, BASE):
            (path / name).symlink_to(shutil.which(name))
        self.add("make", 'echo "make $* with CI=$CI"')
        self.add("id", "echo 0")

    def add(self, name: str, script: str = ":") -> None:
        program = self.path / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def add_apt(self, lacking: str = "nothing") -> None:
        """Add an apt-get that notes its arguments, and fails for packages whose names contain ``lacking``."""
        self.add("apt-get", f'echo "$*" >>"{self.apt_log}"\ncase "$*" in *{lacking}*) exit 100 ;; esac')

    def run(self) -> "subprocess.CompletedProcess[str]":
        command, environment = ["bash", ROOT / ".ci" / "run"], {"PATH": str(self.path)}
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    def installed(self) -> list[str]:
        """Return the packages of each call of ``apt-get install``."""
        return re.findall(r"^install .*--no-install-recommends (.*)$", self.apt_log.read_text(), re.MULTILINE)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_it_installs_what_is_missing_and_runs_everything(machine: Machine) -> None:
    machine.add_apt()
    result = machine.run()

    assert (result.returncode, result.stdout.splitlines()[-1]) == (0, "make test with CI=true"), result.stderr
    needed, browser = machine.installed()
    assert {"git", "curl", "nodejs", "npm"} <= set(needed.split())
    assert browser == "chromium-headless-shell"


def test_it_goes_on_where_no_browser_is_to_be_had(machine: Machine) -> None:
    machine.add_apt(lacking="chromium")
    result = machine.run()

    assert (result.returncode, result.stdout.splitlines()[-1]) == (0, "make test with CI=true"), result.stderr
    assert "no browser to be had" in result.stdout


def test_it_stops_where_what_is_missing_cannot_be_installed(machine: Machine) -> None:
    machine.add_apt(lacking="nodejs")
    result = machine.run()

    assert result.returncode != 0
    assert "make test" not in result.stdout


def test_it_names_what_is_missing_to_those_who_may_not_install(machine: Machine) -> None:
    machine.add_apt()
    machine.add("id", "echo 1000")
    result = machine.run()

    assert result.returncode == 1
    assert re.search(r"Install first: .*nodejs npm", result.stderr)
    assert machine.installed() == []


@pytest.mark.parametrize("browser", BROWSERS)
def test_it_installs_no_browser_beside_one_that_the_tests_find(machine: Machine, browser: str) -> None:
    machine.add_apt()
    machine.add(browser)
    machine.run()

    assert [packages for packages in machine.installed() if "chromium" in packages] == []
