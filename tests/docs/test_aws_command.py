"""The ``aws`` that runs the documents' commands is the real CLI in all that a shell can see of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import machine
from tests.support.docs import aws_command


@pytest.fixture
def path(figures: machine.Notice) -> str:
    return f"{aws_command.directory(figures)}{os.pathsep}{os.environ['PATH']}"


def both(figures: machine.Notice, path: str, code: str, folder: Path, **environment: str) -> list[tuple[int, str, str]]:
    """Return exit status, output and errors of ``code`` with this ``aws`` and with the installed one."""
    plain = f"{machine.aws_cli(figures)}{os.pathsep}{os.environ['PATH']}"
    given = {"HOME": str(folder), "AWS_DEFAULT_REGION": "eu-west-1", **environment}
    results = [
        subprocess.run(
            ["bash", "-c", code], cwd=folder, env={**given, "PATH": each}, capture_output=True, text=True, check=False
        )
        for each in (path, plain)
    ]
    return [(each.returncode, each.stdout, each.stderr) for each in results]


@pytest.mark.parametrize(
    "code",
    [
        "aws --version",
        "aws lambda no-such-command",
        "aws configure get region",
        "aws configure set region af-south-1 && cat $HOME/.aws/config",
        "echo '{' | aws dynamodb get-item --cli-input-json file:///dev/stdin",
        "aws s3api generate-cli-skeleton 2>&1 | head -n 2",
        "aws sqs send-message --generate-cli-skeleton | head -n 3; echo ${PIPESTATUS[0]}",
    ],
)
def test_a_call_ends_and_prints_as_with_the_installed_one(
    code: str, figures: machine.Notice, path: str, tmp_path: Path
) -> None:
    here, there = both(figures, path, code, tmp_path)

    assert here == there


def test_a_call_sees_its_own_environment_and_folder_and_leaves_none_behind(
    figures: machine.Notice, path: str, tmp_path: Path
) -> None:
    code = "AWS_DEFAULT_REGION=sa-east-1 aws configure list | grep sa-east-1 >file; aws configure list | grep region"
    here, there = both(figures, path, code, tmp_path)

    assert "eu-west-1" in here[1]
    assert here == there


def test_nothing_of_it_is_left_when_its_tests_have_ended() -> None:
    code = (
        "import os; from tests.support.docs import aws_command as a; d = a.directory(print); print(os.path.exists(d))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", f"{code}; print(d)"], capture_output=True, text=True, check=True
    ).stdout.split()

    assert printed[-2] == "True"
    assert not Path(printed[-1]).exists()
