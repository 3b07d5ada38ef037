"""Tests that need a program of the machine say so: loudly where ``CI=true``, else by a notice."""

import json
from pathlib import Path

import pytest

from tests.support import machine

NAME = "no-program-has-this-name"
LOCKED = [machine.NEWMAN, machine.OPENAPI_TOOLS]


def test_a_program_that_is_there_is_found_under_any_of_its_names() -> None:
    assert machine.program(NAME, "sh", notice=lambda *_: None).endswith("/sh")


def test_a_test_whose_program_is_missing_is_skipped_with_a_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    notices: list[tuple[str, str]] = []
    with pytest.raises(pytest.skip.Exception, match="not installed"):
        machine.program(NAME, notice=lambda *notice: notices.append(notice))
    assert notices == [(f"tests with {NAME}", "skipped, it is not installed")]


def test_a_test_whose_program_is_missing_fails_where_ci_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"required where CI=true.*\.ci/run"):
        machine.program(NAME, notice=lambda *_: None)


@pytest.mark.parametrize(("pins", "version"), [(machine.NEWMAN, "v12.22.9"), (machine.OPENAPI_TOOLS, "v18.20.4")])
def test_an_old_node_is_as_good_as_none(
    pins: Path, version: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    old = tmp_path / "node"
    old.write_text(f"#!/bin/sh\necho {version}\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=rf"{version} is older"):
        machine.node_command(pins, "any.js", lambda *_: None)


@pytest.mark.parametrize("pins", LOCKED, ids=lambda pins: pins.name)
def test_a_lock_file_holds_hashes_and_no_place_to_load_from(pins: Path) -> None:
    packages = json.loads((pins / "package-lock.json").read_text())["packages"]
    installed = {path: package for path, package in packages.items() if path}

    assert installed
    assert [path for path, package in installed.items() if not package.get("integrity", "").startswith("sha512-")] == []
    assert [path for path, package in installed.items() if "resolved" in package] == []


@pytest.mark.parametrize("pins", LOCKED, ids=lambda pins: pins.name)
def test_what_is_asked_for_is_pinned(pins: Path) -> None:
    dependencies = json.loads((pins / "package.json").read_text())["dependencies"]
    packages = json.loads((pins / "package-lock.json").read_text())["packages"]

    assert {name: packages[f"node_modules/{name}"]["version"] for name in dependencies} == dependencies
    assert [version for version in dependencies.values() if not version[0].isdigit()] == []
