"""Which deployment a command works on."""

import argparse
import json
import os
from pathlib import Path

import pytest

from tools import deployed
from tools.deployed import NoDeploymentError, add_options, find
from tools.paths import TERRAFORM_DIRECTORY
from tools.recovery.deployed_recommender import INVOCATION_SECONDS
from tools.settings import dotenv

NAMES = ("FAILURE_BUCKET", "RECOMMENDER_FUNCTION")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*NAMES, "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):  # so that none are looked for on the network
        monkeypatch.setenv(name, "placeholder")


def parsed(*words: str) -> argparse.Namespace:
    options = argparse.ArgumentParser()
    add_options(options, *NAMES)
    return options.parse_args(words)


@pytest.fixture
def outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Terraform whose outputs are in the file that is given, and whose ``init`` always succeeds."""
    file = tmp_path / "outputs.json"
    script = tmp_path / "terraform"
    script.write_text(
        f"""#!/bin/sh
[ "$1" = version ] && {{ echo '{{"terraform_version": "1.13.0"}}'; exit 0; }}
[ "$2" = init ] && exit 0
cat '{file}'
"""
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return file


def values(**outputs: str) -> str:
    return json.dumps({name: {"value": value, "sensitive": False} for name, value in outputs.items()})


def test_names_come_from_the_environment_as_make_up_writes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAILURE_BUCKET", "failures")
    monkeypatch.setenv("RECOMMENDER_FUNCTION", "recommender")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:4566")

    deployment = find(parsed(), *NAMES)

    assert deployment.names == {"FAILURE_BUCKET": "failures", "RECOMMENDER_FUNCTION": "recommender"}
    assert deployment.region == "eu-west-1"
    assert str(deployment) == "failures, recommender at http://127.0.0.1:4566"


def test_names_come_from_the_outputs_of_an_environment_on_aws(outputs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAILURE_BUCKET", "another")
    outputs.write_text(
        values(failure_bucket_name="dev-failures", recommender_function_name="dev", aws_region="af-south-1", x="y")
    )

    deployment = find(parsed("--env", "dev"), *NAMES)

    assert deployment.names == {"FAILURE_BUCKET": "dev-failures", "RECOMMENDER_FUNCTION": "dev"}
    assert str(deployment) == "dev-failures, dev at af-south-1"
    assert deployment.client("s3").meta.region_name == "af-south-1"


def test_an_option_comes_before_everything_else(outputs: Path) -> None:
    outputs.write_text(values(failure_bucket_name="dev-failures", recommender_function_name="dev", aws_region="x"))

    deployment = find(parsed("--env", "dev", "--bucket", "restored"), *NAMES)

    assert deployment.names == {"FAILURE_BUCKET": "restored", "RECOMMENDER_FUNCTION": "dev"}


def test_what_is_missing_is_said_with_how_to_say_it() -> None:
    with pytest.raises(NoDeploymentError) as caught:
        find(parsed("--bucket", "failures"), *NAMES)

    assert "--env" in str(caught.value)
    assert "--function or RECOMMENDER_FUNCTION" in str(caught.value)
    assert "--bucket" not in str(caught.value)


@pytest.mark.parametrize(("environment", "advice"), [("dev", "make apply ENV=dev"), ("stage", "stage")])
def test_an_environment_that_was_not_applied_is_no_deployment(outputs: Path, environment: str, advice: str) -> None:
    outputs.write_text("{}")

    with pytest.raises(NoDeploymentError, match=advice):
        find(parsed("--env", environment), *NAMES)


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:4566", "http://127.0.0.1:4567", None])
def test_a_shell_that_is_set_to_the_local_stack_is_warned_before_a_command_takes_that_for_aws(
    tmp_path: Path, outputs: Path, monkeypatch: pytest.MonkeyPatch, endpoint: str | None
) -> None:
    outputs.write_text(values(failure_bucket_name="dev-failures", recommender_function_name="dev", aws_region="x"))
    written = tmp_path / "env"
    written.write_text(dotenv({"API_URL": "http://127.0.0.1:4566/api", "AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}))
    monkeypatch.setattr(deployed, "ENVIRONMENT_FILE", written)
    if endpoint:
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)

    if endpoint == "http://127.0.0.1:4566":
        with pytest.raises(NoDeploymentError, match="take another shell"):
            find(parsed("--env", "dev"), *NAMES)
    else:
        assert find(parsed("--env", "dev"), *NAMES).names["FAILURE_BUCKET"] == "dev-failures"


@pytest.mark.parametrize("still_set", ["AWS_ENDPOINT_URL_DYNAMODB", "AWS_CONFIG_FILE"])
def test_a_shell_that_is_still_set_to_it_in_part_is_warned(
    tmp_path: Path, outputs: Path, monkeypatch: pytest.MonkeyPatch, still_set: str
) -> None:
    written = tmp_path / "env"
    written.write_text(dotenv({"AWS_ENDPOINT_URL": "http://127.0.0.1:4566", still_set: "somewhere"}))
    monkeypatch.setattr(deployed, "ENVIRONMENT_FILE", written)
    monkeypatch.setenv(still_set, "somewhere")

    with pytest.raises(NoDeploymentError, match="take another shell"):
        find(parsed("--env", "dev"), *NAMES)


def test_every_name_is_an_output_of_terraform() -> None:
    declared = (TERRAFORM_DIRECTORY / "outputs.tf").read_text()

    assert [output for output in (*deployed.OUTPUTS.values(), "aws_region") if f'"{output}"' not in declared] == []


def test_a_client_waits_as_long_as_the_call_may_take(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    deployment = find(parsed("--bucket", "b", "--function", "f"), *NAMES)

    assert deployment.client("lambda", INVOCATION_SECONDS).meta.config.read_timeout > 15 * 60
    assert deployment.client("s3").meta.config.read_timeout == 60


DISTURBING = {
    "AWS_PROFILE": "nobody",
    "AWS_DEFAULT_PROFILE": "nobody",
    "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:8000",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "AWS_USE_DUALSTACK_ENDPOINT": "true",
    "AWS_RETRY_MODE": "no-such-mode",
    "AWS_MAX_ATTEMPTS": "many",
    "AWS_DEFAULTS_MODE": "no-such-mode",
    "AWS_CA_BUNDLE": "/no/such/file",
    "AWS_SESSION_TOKEN": "canary",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "http_proxy": "http://127.0.0.1:9",
}


@pytest.fixture
def on_the_stack(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings that `make up` writes."""
    for name, value in {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:4566",
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize("name", DISTURBING)
@pytest.mark.usefixtures("on_the_stack")
def test_a_command_connects_to_the_stack_whatever_other_settings_there_are(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, DISTURBING[name])

    client = find(parsed("--bucket", "b", "--function", "f"), *NAMES).client("s3")

    assert client.meta.endpoint_url == "http://127.0.0.1:4566"
    assert client.meta.config.proxies == {}
    assert client._request_signer._credentials.token is None


@pytest.mark.usefixtures("on_the_stack")
def test_a_profile_that_names_an_endpoint_leads_no_command_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text("[default]\nendpoint_url = http://127.0.0.1:1\nretry_mode = none\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    client = find(parsed("--bucket", "b", "--function", "f"), *NAMES).client("s3")

    assert client.meta.endpoint_url == "http://127.0.0.1:4566"


def test_a_client_that_does_not_go_to_aws_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    deployment = find(parsed("--bucket", "b", "--function", "f"), *NAMES)
    deployment.client("lambda")
    assert capsys.readouterr().err == ""

    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:8000")
    deployment.client("s3")

    assert "s3 is at http://127.0.0.1:8000, as your AWS settings say" in capsys.readouterr().err
