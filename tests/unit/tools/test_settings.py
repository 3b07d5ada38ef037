"""What `make env` prints can be sourced, and names all that Terraform's outputs name."""

import subprocess

import pytest

from tools import settings as command
from tools.settings import dotenv, settings

OUTPUTS = {
    "api_key": "a key",
    "api_key_ids": {"mobile": "m", "storefront": "s"},
    "aws_region": "eu-west-1",
    "alarm_names": {"recommender-IteratorAge": "cxe-dev-recommender-IteratorAge"},
    "log_group_names": {"api_access": "/aws/apigateway/cxe-dev/access"},
    "dead_letter_queue_urls": {"my-app": "https://sqs/my-app-dlq", "offers": "https://sqs/offers-dlq"},
    "offers_queue_url": None,
    "offers_queue_urls": {"my-app": "https://sqs/my-app"},
    "trace_group_names": {},
}


def test_every_name_has_a_variable_and_what_is_not_there_has_none() -> None:
    assert settings(OUTPUTS) == {
        "ALARM_PREFIX": "cxe-dev",
        "API_ACCESS_LOG_GROUP": "/aws/apigateway/cxe-dev/access",
        "API_KEY": "a key",
        "API_KEY_IDS": '{"mobile": "m", "storefront": "s"}',
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_REGION": "eu-west-1",
        "DEAD_LETTER_QUEUE_URL_MY_APP": "https://sqs/my-app-dlq",
        "DEAD_LETTER_QUEUE_URL_OFFERS": "https://sqs/offers-dlq",
        "OFFERS_QUEUE_URL_MY_APP": "https://sqs/my-app",
        "ITERATOR_AGE_ALARM": "cxe-dev-recommender-IteratorAge",
    }


def test_how_consumers_are_reached_is_for_the_commands_that_ask_terraform_alone() -> None:
    """Their addresses may be secrets, and every program that a shell starts has what it exports."""
    assert "CONSUMERS" not in settings({"consumers": {"web": {"endpoint": "https://example.com/secret"}}})


def test_a_shell_reads_each_value_as_it_is() -> None:
    values = {"ONE": "it's", "TWO": '$HOME `date` "x"', "THREE": "a b"}
    code = 'set -a; eval "$1"; set +a; printf "%s\\n" "$ONE" "$TWO" "$THREE"'

    read = subprocess.run(["sh", "-c", code, "sh", dotenv(values)], capture_output=True, text=True, check=True).stdout

    assert read.splitlines() == list(values.values())


def test_an_environment_that_was_not_applied_is_said_and_prints_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["settings", "--env", "dev"])
    monkeypatch.setattr(command, "outputs_of", lambda *_: {})

    assert command.main() == 2

    printed = capsys.readouterr()
    assert printed.out == ""
    assert "make apply ENV=dev" in printed.err


def test_an_environment_has_to_be_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["settings"])

    with pytest.raises(SystemExit) as ended:
        command.main()

    assert ended.value.code == 2
    assert "required: --env" in capsys.readouterr().err
