"""Tests that need a program of the machine say so: loudly where ``CI=true``, else by a notice."""

import json
from pathlib import Path

import pytest

from tests import machine

NAME = "no-program-has-this-name"


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


def test_an_old_node_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "node"
    old.write_text("#!/bin/sh\necho v12.22.9\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"v12\.22\.9 is older"):
        machine.node(lambda *_: None)


def test_the_lock_file_of_newman_holds_hashes_and_no_place_to_load_from() -> None:
    packages = json.loads((machine.NEWMAN / "package-lock.json").read_text())["packages"]
    installed = {path: package for path, package in packages.items() if path}

    assert "node_modules/newman" in installed
    assert [path for path, package in installed.items() if not package.get("integrity", "").startswith("sha512-")] == []
    assert [path for path, package in installed.items() if "resolved" in package] == []


def test_newman_is_pinned() -> None:
    dependencies = json.loads((machine.NEWMAN / "package.json").read_text())["dependencies"]

    assert [version for version in dependencies.values() if not version[0].isdigit()] == []
