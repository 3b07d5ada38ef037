"""Tests that need a program of the machine say so: loudly where ``CI=true``, else by a notice."""

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
