"""Whether a command exists is found in code as documents have it."""

import pytest

from tests.support.docs.shell import complaints, simple_commands


@pytest.mark.parametrize(
    ("code", "commands"),
    [
        ("aws s3 ls 's3://a'", [["aws", "s3", "ls", "s3://a"]]),
        (
            'set -a; eval "$(make -s env)"',
            [["make", "-s", "env"], ["set", "-a"], ["eval", "VALUE"]],
        ),
        (
            "A=$(aws x \\\n --query \"f(B[?C=='$D'], &E)[-1]\")",
            [["aws", "x", "--query", "f(B[?C=='$D'], &E)[-1]"]],
        ),
        ("echo yes | make apply", [["echo", "yes"], ["make", "apply"]]),
        ('a "$(b "$(c)")"', [["c"], ["b", "VALUE"], ["a", "VALUE"]]),
        ("echo '$(not run)'", [["echo", "$(not run)"]]),
    ],
)
def test_commands_are_found(code: str, commands: list[list[str]]) -> None:
    assert [words for words in simple_commands(code) if words] == commands


@pytest.mark.parametrize(
    "code",
    [
        "aws dynamodb list-backups --backup-type SYSTEM --output text",
        "aws dynamodb wait table-exists --table-name x",
        "aws s3 ls --recursive s3://x",
        "make test-unit && make e2e TARGET=aws ENV=dev",
    ],
)
def test_what_exists_is_taken(code: str) -> None:
    assert complaints(code) == []


@pytest.mark.parametrize(
    ("code", "missing"),
    [
        ("aws dynamodb list-backup", "aws dynamodb list-backup"),
        ("aws dynamo list-backups", "aws dynamo list-backups"),
        ("echo $(aws dynamodb list-backups --typ SYSTEM)", "--typ"),
        ("aws dynamodb wait table-gone --table-name x", "table-gone"),
        ("aws s3 mv a b", "s3 mv"),
        ("make aply ENV=prod", "make aply"),
    ],
)
def test_what_does_not_exist_is_named(code: str, missing: str) -> None:
    (found,) = complaints(code)
    assert missing in found
