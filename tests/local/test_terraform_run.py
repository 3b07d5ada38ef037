"""Terraform on the local stack meets what Terraform run by hand, other tools and other projects leave behind."""

from pathlib import Path

import pytest

from local import terraform_run
from local.terraform_run import Terraform, TerraformError
from tests.support.terraform.workspace import make_workspace

BY_HAND = '{"version": 4, "serial": 1, "lineage": "mine", "outputs": {"mine": {"value": "1", "type": "string"}}}'
BACKEND = 'terraform {\n  backend "s3" {\n    bucket = "mine"\n  }\n}\n'
LEFT = {
    "terraform.tfstate": BY_HAND,
    "terraform.tfstate.d/mine/terraform.tfstate": BY_HAND,
    "backend_override.tf": BACKEND,
    "localstack_providers_override.tf": 'provider "aws" {\n  region = "mine-1"\n}\n',
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A root module of links, with all that may be left there."""
    root = make_workspace(tmp_path)
    monkeypatch.setattr(terraform_run, "ROOT", tmp_path)
    return root


@pytest.fixture
def local(root: Path, tmp_path: Path) -> Terraform:
    return Terraform("local", tmp_path / "up", {}, {})


def leave(root: Path) -> None:
    for name, content in LEFT.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)


def test_what_others_left_neither_disturbs_terraform_nor_is_touched(
    local: Terraform, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(root)
    monkeypatch.setenv("TF_WORKSPACE", "mine")
    monkeypatch.setenv("TF_CLI_ARGS_init", "-backend-config=bucket=mine")

    local.init()

    assert local.outputs() == {}
    assert {name: (root / name).read_text() for name in LEFT} == LEFT
    assert not (root / "terraform.tfstate.d" / "mine" / ".terraform.tfstate.lock.info").exists()


def test_what_is_left_out_is_named(local: Terraform, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert local.left_out() == []

    leave(root)
    monkeypatch.setenv("TF_WORKSPACE", "canary")

    files, settings = local.left_out()
    assert all(f"terraform/{name.partition('/')[0]}" in files for name in LEFT)
    assert "TF_WORKSPACE" in settings
    assert "canary" not in settings


@pytest.mark.parametrize(
    "name", ["AWS_PROFILE", "AWS_ENDPOINT_URL_DYNAMODB", "TF_AWS_DYNAMODB_ENDPOINT", "TF_CLI_ARGS_plan", "TF_DATA_DIR"]
)
def test_a_setting_of_another_project_reaches_no_terraform_of_the_stack(
    local: Terraform, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "canary")
    a_terraform(tmp_path, monkeypatch, "env >&2; exit 1")

    with pytest.raises(TerraformError) as caught:
        local.init()

    assert "canary" not in str(caught.value)
    assert "AWS_CONFIG_FILE=/dev/null" in str(caught.value)


def test_no_colours_are_in_what_is_printed_where_no_terminal_reads_it(
    local: Terraform, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_terraform(tmp_path, monkeypatch, 'echo "said: $*" >&2; exit 1')

    with pytest.raises(TerraformError, match="-no-color"):
        local.init()


def a_terraform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str) -> None:
    """Put a Terraform on the path that only does what it is told here."""
    program = tmp_path / "bin" / "terraform"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setattr(terraform_run, "terraform_environment", dict)
