"""How the commands that operate a deployment end, and what they say."""

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError
from botocore.parsers import ResponseParserError

from shared.aws.table_reader import UnreadItemsError
from tools import command
from tools.batch_write import PutOffError
from tools.command import Progress, parser, run, whole_number
from tools.deployed import NoDeploymentError


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "canary"}}, "Scan")


def raising(error: BaseException) -> Callable[[], int]:
    def act() -> int:
        raise error

    return act


def test_a_command_that_ends_well_has_its_own_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("redrive", lambda: 1) == 1
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (refused("NoSuchBucket"), 1, "Scan: NoSuchBucket: there is no such bucket"),
        (refused("ResourceNotFoundException"), 1, "no such table, function or alias"),
        (refused("AccessDeniedException"), 1, "docs/recovery.md"),
        (refused("ExpiredTokenException"), 1, "expired"),
        (refused("TooManyRequestsException"), 1, "wait"),
        (refused("InternalServerError"), 1, "Scan: InternalServerError"),
        (NoCredentialsError(), 1, "credentials"),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:4566"), 1, "http://127.0.0.1:4566"),
        (PutOffError("customers put off 3 items 8 times: try again later"), 1, "put off 3 items"),
        (UnreadItemsError(), 1, "throttles"),
        (ResponseParserError("invalid XML received: canary"), 1, "proxy"),
        (NoDeploymentError("Say where: --env"), 2, "Say where: --env"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
    ids=str,
)
def test_what_goes_wrong_is_one_line_that_says_what_to_do(
    capsys: pytest.CaptureFixture[str], error: BaseException, status: int, said: str
) -> None:
    assert run("redrive", raising(error)) == status

    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("redrive: ")
    assert said in line
    assert "canary" not in line


def test_the_help_shows_examples_and_exit_statuses(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser("redrive", "What it does.", "  python -m tools.redrive --env dev\n").parse_args(["--help"])

    printed = capsys.readouterr().out
    assert "python -m tools.redrive --env dev" in printed
    assert all(f"\n  {status}  " in printed for status in (0, 1, 2))


@pytest.mark.parametrize(("seconds", "said"), [(0.0, ""), (1.9, ""), (2.1, "redrive: 7 of 9\n")])
def test_progress_is_said_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], seconds: float, said: str
) -> None:
    clock = iter([100.0, *[100.0 + seconds] * 2])
    monkeypatch.setattr(command.time, "monotonic", lambda: next(clock))

    Progress("redrive")("7 of 9")

    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", said)


@pytest.mark.parametrize("text", ["-1", "1.5", "", "many", "٣"])
def test_a_number_that_is_not_whole_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = parser("redrive", "", "")
    options.add_argument("--limit", type=whole_number)

    with pytest.raises(SystemExit):
        options.parse_args([f"--limit={text}"])

    assert "must be a whole number" in capsys.readouterr().err
