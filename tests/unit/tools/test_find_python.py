"""Which Python the project takes, tried with interpreters that are scripts."""

import os
import subprocess
from pathlib import Path

import pytest

from tools.paths import ROOT

FIND_PYTHON = ROOT / "tools" / "find-python"


class Machine:
    """A home directory and a search path of a machine's own, with interpreters that report what they are told to."""

    def __init__(self, root: Path) -> None:
        self.home = root / "home"
        self.bin = root / "bin"
        self.home.mkdir()
        self.bin.mkdir()

    def install(self, path: Path, version: str, *, works: bool = True) -> Path:
        """Put an interpreter at ``path``; one that does not work fails as a version manager's idle shim does."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\necho '{version} {path}'\n" if works else "#!/bin/sh\nexit 127\n")
        path.chmod(0o755)
        return path

    def find(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the search where nothing but this machine's own directories is visible, as far as that can be."""
        settings = {"HOME": str(self.home), "PATH": str(self.bin), **environment}
        return subprocess.run(
            ["/bin/sh", str(FIND_PYTHON)], env=settings, capture_output=True, text=True, timeout=60, check=False
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_newest_version_on_the_path_is_taken(machine: Machine) -> None:
    machine.install(machine.bin / "python3.12", "3.12")
    newest = machine.install(machine.bin / "python3.14", "3.14")
    machine.install(machine.bin / "python3.13", "3.13")

    assert machine.find().stdout.strip() == str(newest)


def test_a_plain_python3_counts_by_the_version_it_reports(machine: Machine) -> None:
    plain = machine.install(machine.bin / "python3", "3.14")

    assert machine.find().stdout.strip() == str(plain)


def test_a_shim_that_does_not_run_is_passed_over(machine: Machine) -> None:
    machine.install(machine.bin / "python3.14", "3.14", works=False)
    plain = machine.install(machine.bin / "python3", "3.14")

    assert machine.find().stdout.strip() == str(plain)


@pytest.mark.parametrize(
    "place",
    [
        ".pyenv/versions/3.14.1/bin/python3.14",
        ".local/share/uv/python/cpython-3.14.1-linux-x86_64-gnu/bin/python3.14",
        ".asdf/installs/python/3.14.1/bin/python3.14",
        ".local/share/mise/installs/python/3.14.1/bin/python3.14",
    ],
)
def test_a_version_that_a_manager_holds_but_does_not_activate_is_found(machine: Machine, place: str) -> None:
    held = machine.install(machine.home / place, "3.14")

    assert machine.find().stdout.strip() == str(held)


def test_versions_beside_a_directory_of_shims_are_found_wherever_the_manager_lives(machine: Machine) -> None:
    shims = machine.bin.parent / "elsewhere" / "shims"
    machine.install(shims / "python3.14", "3.14", works=False)
    held = machine.install(shims.parent / "versions" / "3.14.0" / "bin" / "python3.14", "3.14")

    assert machine.find(PATH=str(shims)).stdout.strip() == str(held)


def test_the_variable_python_overrides_the_search(machine: Machine) -> None:
    machine.install(machine.bin / "python3.14", "3.14")
    chosen = machine.install(machine.bin / "my-python", "3.12")

    assert machine.find(PYTHON=str(chosen)).stdout.strip() == str(chosen)


@pytest.mark.parametrize(("version", "works"), [("3.10", True), ("2.7", True), ("3.13", False)])
def test_a_chosen_python_that_cannot_serve_is_refused_in_one_line(machine: Machine, version: str, works: bool) -> None:
    chosen = machine.install(machine.bin / "my-python", version, works=works)

    result = machine.find(PYTHON=str(chosen))

    assert result.returncode == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert str(chosen) in result.stderr


def test_python_3_11_is_taken_last_and_with_a_notice_of_one_line(machine: Machine) -> None:
    chosen = machine.install(machine.bin / "python3.11", "3.11")

    result = subprocess.run(
        ["/bin/sh", "-c", only_on_path(FIND_PYTHON.read_text())],
        env={"HOME": str(machine.home), "PATH": str(machine.bin)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert result.stdout.strip() == str(chosen)
    assert len(result.stderr.splitlines()) == 1


def test_a_machine_without_a_usable_python_hears_so_in_one_line(machine: Machine) -> None:
    machine.install(machine.bin / "python3", "3.10")

    result = subprocess.run(
        ["/bin/sh", "-c", only_on_path(FIND_PYTHON.read_text())],
        env={"HOME": str(machine.home), "PATH": str(machine.bin)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert result.stdout == ""
    assert "Unsupported Python" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def only_on_path(script: str) -> str:
    """Return the script without the system's own directories, which hold interpreters of the machine under the test."""
    for directory in ("/usr/local/opt/", "/home/linuxbrew", "/Library/", "/opt/", '"/usr/local"', '"/usr"'):
        assert directory in script
        script = script.replace(directory, directory.replace("/", "/nowhere/", 1))
    return script


def test_the_python_that_is_found_here_makes_virtual_environments() -> None:
    kept = {name: value for name, value in os.environ.items() if name in ("HOME", "PATH", "PYENV_ROOT")}
    found = subprocess.run(
        ["/bin/sh", str(FIND_PYTHON)], env=kept, capture_output=True, text=True, check=True
    ).stdout.strip()

    subprocess.run([found, "-c", "import ensurepip, ssl, venv"], check=True)
