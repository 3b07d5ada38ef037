"""How Terraform is run for an environment on AWS, seen by a Terraform that notes what it is asked."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from tools import terraform
from tools.paths import CACHE_DIRECTORY, TERRAFORM_DIRECTORY
from tools.terraform import CommandError, environments, run


class Recorded:
    """What a recording Terraform was asked, and where the override of its backend would be."""

    def __init__(self, file: Path, override: Path) -> None:
        self.file = file
        self.override = override

    def calls(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.file.read_text().splitlines()] if self.file.exists() else []


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Recorded:
    """Put a terraform on the path that notes its arguments, data directory and backend, and fails when told to."""
    log, override = tmp_path / "calls.jsonl", tmp_path / "backend_override.tf"
    monkeypatch.setattr(terraform, "_OVERRIDE", override)
    script = tmp_path / "terraform"
    script.write_text(
        f"""#!/bin/sh
[ "$1" = version ] && {{ echo '{{"terraform_version": "1.13.0"}}'; exit 0; }}
override=$([ -f '{override}' ] && echo s3 || echo local)
printf '{{"arguments": "%s", "data": "%s", "backend": "%s"}}\\n' "$*" "$TF_DATA_DIR" "$override" >>'{log}'
[ "$2" != "$FAIL" ]
"""
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(terraform, "terraform_environment", dict)
    monkeypatch.setattr(terraform, "build", Built)
    return Recorded(log, override)


class Built:
    """A build that is ready at once."""

    def summary(self) -> str:
        return "built"


def test_environments_are_those_with_values_and_the_local_one_is_not_among_them() -> None:
    assert environments() == ["dev", "prod"]


@pytest.mark.parametrize("verb", ["plan", "apply", "destroy"])
def test_a_command_uses_the_environments_values_state_and_data(recorded: Recorded, verb: str) -> None:
    assert run(verb, "dev", "local", ["-target=module.ingest"]) == 0

    init, command = recorded.calls()
    assert "-backend-config=path=environments/dev.tfstate" in init["arguments"]
    assert command["arguments"] == (
        f"-chdir={TERRAFORM_DIRECTORY} {verb} -no-color -var-file=environments/dev.tfvars -target=module.ingest"
    )
    assert {init["data"], command["data"]} == {str(CACHE_DIRECTORY / "terraform" / "dev-local")}


def test_the_bucket_backend_is_there_for_the_length_of_a_command_only(recorded: Recorded) -> None:
    run("plan", "prod", "s3", [])

    init, command = recorded.calls()
    assert "-backend-config=environments/prod.s3.tfbackend" in init["arguments"]
    assert (init["backend"], command["backend"]) == ("s3", "s3")
    assert not recorded.override.exists()


def test_outputs_need_no_values_and_no_build(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terraform, "build", None)

    run("output", "dev", "local", ["-json"])

    assert recorded.calls()[-1]["arguments"] == f"-chdir={TERRAFORM_DIRECTORY} output -no-color -json"


@pytest.mark.parametrize(("fails", "calls"), [("init", 1), ("plan", 2)])
def test_a_failure_of_terraform_is_the_commands_own(
    recorded: Recorded, monkeypatch: pytest.MonkeyPatch, fails: str, calls: int
) -> None:
    monkeypatch.setenv("FAIL", fails)

    assert run("plan", "dev", "s3", []) == 1

    assert len(recorded.calls()) == calls
    assert not recorded.override.exists()


@pytest.mark.parametrize(("environment", "advice"), [("local", "make up"), ("", "dev|prod"), ("stage", "dev|prod")])
def test_an_environment_that_does_not_exist_is_answered_with_those_that_do(
    recorded: Recorded, environment: str, advice: str
) -> None:
    with pytest.raises(CommandError) as caught:
        run("apply", environment, "local", [])

    assert advice in str(caught.value)
    assert recorded.calls() == []


def test_every_environment_names_a_bucket_for_its_state() -> None:
    for environment in environments():
        backend = (TERRAFORM_DIRECTORY / "environments" / f"{environment}.s3.tfbackend").read_text()
        assert "bucket" in backend
        assert environment in backend
