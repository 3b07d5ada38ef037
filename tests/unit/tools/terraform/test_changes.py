"""What an apply and a destroy ask first, and what they leave in place."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.unit.tools.terraform_project import Project
from tools import first_apply
from tools.paths import ROOT
from tools.terraform import run


@pytest.mark.parametrize("verb", ["apply", "destroy"])
def test_a_change_by_an_empty_state_asks_first_whether_it_was_lost(
    project: Project, values: None, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    def lost(*_: object) -> None:
        raise first_apply.LostStateError("lost")

    monkeypatch.setattr(first_apply, "check", lost)
    monkeypatch.setenv("STATE_LIST", "")

    with pytest.raises(first_apply.LostStateError):
        run(verb, "dev", None, [])

    assert [call["words"].split()[0] for call in project.calls] == ["init"]
    monkeypatch.setenv("STATE_LIST", "aws_lambda_function.one")
    assert run(verb, "dev", None, []) == 0


def test_a_destroy_leaves_the_account_the_role_that_its_environment_made(
    project: Project, values: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    role = "module.storefront_api.aws_iam_role.logs[0]"
    monkeypatch.setenv("STATE_LIST", f"{role} module.ingest.aws_iam_role.this")

    assert run("destroy", "dev", None, []) == 0

    assert [call["words"] for call in project.calls[1:]] == [
        f"state rm {role}",
        "destroy -no-color -var-file=environments/dev.tfvars",
    ]


def test_an_apply_that_destroys_leaves_the_account_the_role_as_well(
    project: Project, values: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE_LIST", "module.storefront_api.aws_iam_role.logs[0]")

    assert run("apply", "dev", None, ["-destroy"]) == 0

    assert [call["words"].split()[0] for call in project.calls] == ["init", "state", "apply"]


def test_nothing_is_destroyed_while_the_state_could_not_let_go_of_the_role(
    project: Project, values: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE_LIST", "module.storefront_api.aws_api_gateway_account.this[0]")
    monkeypatch.setenv("FAIL", "state")

    assert run("destroy", "dev", None, []) == 1

    assert "destroy" not in {call["words"].split()[0] for call in project.calls}


INTERRUPTED_TERRAFORM = """#!/bin/sh
trap 'echo written >"$DONE"; exit 1' INT
echo ready
read line <"$GO"
"""
APPLY = """
from pathlib import Path
from tools import terraform
from tools.terraform_state import State
terraform.terraform_environment = dict
try:
    terraform.Terraform(State([], Path("."), Path("."), Path("x"))).run("apply")
finally:
    print("over", flush=True)
"""


def test_an_interrupt_waits_for_terraform_to_write_its_state(tmp_path: Path) -> None:
    """Both get the interrupt, from the terminal; a second one to Terraform would make it give up its state."""
    executable, go, done = (tmp_path / name for name in ("terraform", "go", "done"))
    executable.write_text(INTERRUPTED_TERRAFORM)
    executable.chmod(0o755)
    os.mkfifo(go)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    variables = {**os.environ, "PATH": path, "GO": str(go), "DONE": str(done)}
    command = [sys.executable, "-c", APPLY]
    with subprocess.Popen(
        command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        os.killpg(process.pid, signal.SIGINT)
        assert process.stdout.readline() == "over\n"
        assert done.read_text() == "written\n"
    assert process.returncode == -signal.SIGINT
