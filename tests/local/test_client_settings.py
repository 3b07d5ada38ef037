"""Clients that source `.local/env` reach the stack, whatever else the environment and the files of their user hold."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.loaders import Loader

from local import cli
from local.client_settings import _SERVICES, client_settings, complaint_about_the_aws_cli, write_profile
from local.deployment import Deployment, write_environment_file
from local.stack import Stack
from tests.support import machine

ELSEWHERE = {
    "AWS_CA_BUNDLE": "/no/such/file",
    "AWS_CONFIG_FILE": "/no/such/file",
    "AWS_DEFAULT_PROFILE": "nobody",
    "AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:1",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "AWS_PROFILE": "nobody",
    "AWS_SESSION_TOKEN": "of somebody else",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "HTTP_PROXY": "http://127.0.0.1:1",
    "http_proxy": "http://127.0.0.1:1",
}
SERVICES = [
    *("apigateway", "cloudwatch", "dynamodb", "dynamodbstreams", "iam", "lambda", "logs", "personalize"),
    *("personalize-runtime", "s3", "sns", "sqs", "sts", "xray"),
]


@pytest.fixture
def sourced(enforcing_stack: Stack, tmp_path: Path) -> str:
    """Shell code that sources what `make up` writes."""
    deployment = Deployment(enforcing_stack, tmp_path)
    write_environment_file(deployment.reached_by(tmp_path / "profile"), tmp_path / "env")
    return f"set -a; . {shlex.quote(str(tmp_path / 'env'))}; set +a; "


def shell(code: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/no/such/home", **ELSEWHERE}
    return subprocess.run(["sh", "-c", code], env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_client_of_boto3_reaches_the_stack(sourced: str, enforcing_stack: Stack) -> None:
    enforcing_stack.client("sqs").create_queue(QueueName="reached")
    code = "import boto3; print(boto3.client('sqs').get_queue_url(QueueName='reached')['QueueUrl'])"

    ended = shell(f"{sourced} {sys.executable} -c {shlex.quote(code)}")

    assert ended.stdout.strip().endswith("/reached"), ended.stderr


def test_the_aws_cli_reaches_the_stack(sourced: str, figures: machine.Notice) -> None:
    ended = shell(f"{sourced} {machine.aws_cli(figures)}/aws sts get-caller-identity")

    assert json.loads(ended.stdout)["Account"] == "000000000000", ended.stderr


def test_every_service_is_named_as_aws_names_it() -> None:
    known = {
        Loader().load_service_model(name, "service-2")["metadata"]["serviceId"].upper().replace(" ", "_")
        for name in SERVICES
    }

    assert set(_SERVICES) == known


@pytest.mark.parametrize(("before", "after"), [("", "127.0.0.1,localhost"), ("corp,.x", "corp,.x,127.0.0.1,localhost")])
def test_what_the_user_reaches_without_a_proxy_stays_so(before: str, after: str, tmp_path: Path) -> None:
    settings = client_settings({"AWS_ENDPOINT_URL": "http://127.0.0.1:1"}, tmp_path, {"NO_PROXY": before})

    assert {settings["NO_PROXY"], settings["no_proxy"]} == {after}


def test_the_keys_are_for_their_owner_alone(tmp_path: Path) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "a%b", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "eu-west-1"}

    write_profile({**keys}, tmp_path / "profile")

    assert (tmp_path / "profile").stat().st_mode & 0o077 == 0
    assert "region = eu-west-1" in (tmp_path / "profile").read_text()


@pytest.mark.parametrize(
    ("version", "says"),
    [
        *((version, "takes no notice") for version in ("1.22.34", "1.28.1", "2.9.19")),
        *((version, "`aws sqs` takes no notice") for version in ("1.29.0", "1.46.3")),
        *((version, "") for version in ("2.13.0", "3.0.0")),
    ],
)
def test_an_aws_cli_that_would_call_aws_all_the_same_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, says: str
) -> None:
    (tmp_path / "aws").write_text(f"#!/bin/sh\necho aws-cli/{version} Python/3.11 Linux/6 botocore/1\n")
    (tmp_path / "aws").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    said = complaint_about_the_aws_cli()

    assert says in said
    assert ("--endpoint-url" in said) is bool(says)


@pytest.mark.parametrize("does", ["exit 1", "echo what?"])
def test_an_aws_cli_that_does_not_say_its_version_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str
) -> None:
    (tmp_path / "aws").write_text(f"#!/bin/sh\n{does}\n")
    (tmp_path / "aws").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    assert complaint_about_the_aws_cli() == ""


@pytest.mark.parametrize("port", ["", "many", "0", "65536", "-1"])
def test_a_port_that_is_none_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], port: str
) -> None:
    monkeypatch.setenv("PORT", port)
    monkeypatch.setattr("sys.argv", ["cli", "up"])

    with pytest.raises(SystemExit):
        cli.main()

    assert "must be a port, from 1 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_stack_starts_and_responds_whatever_the_callers_settings(
    enforcing_stack: Stack, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, ELSEWHERE[name])

    assert enforcing_stack.client("sts").get_caller_identity()["Account"] == "000000000000"


def test_a_stack_starts_beside_a_proxy_that_does_not_respond(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setattr("local.stack.START_DEADLINE_SECONDS", 10.0)

    with Stack() as stack:
        assert stack.runs()
