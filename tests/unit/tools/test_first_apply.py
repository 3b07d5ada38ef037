"""An apply from an empty state stops where the environment is there already."""

import json
from collections.abc import Callable

import boto3
import pytest
from moto import mock_aws

from tests.terraform.workspace import CONFIGURATION
from tools.first_apply import LostStateError, check

FUNCTION, REGION = "cxe-dev-recommender", "eu-west-1"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield


@pytest.fixture
def deployed(account: object) -> None:
    """The environment's recommender exists."""
    iam = boto3.client("iam", region_name=REGION)
    role = iam.create_role(RoleName="role", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    boto3.client("lambda", region_name=REGION).create_function(
        FunctionName=FUNCTION, Role=role, Code={"ZipFile": b""}, Runtime="python3.13", Handler="x.y"
    )


def terraform(state: str, function: str = FUNCTION) -> Callable[..., str]:
    """A Terraform with these addresses in its state, and this name for the function."""

    def run(verb: str, *arguments: str, given: str = "") -> str:
        if verb == "state":
            return state
        assert arguments[0] == "-var-file=x"
        assert "local.names.recommender" in given
        return json.dumps(json.dumps({"function": function, "region": REGION})) + "\n" if function else ""

    return run


def test_an_empty_state_beside_a_deployment_is_refused(deployed: None) -> None:
    with pytest.raises(LostStateError, match="second time"):
        check("dev", terraform(""), ["-var-file=x"])


def test_a_first_apply_goes_on(account: object) -> None:
    check("dev", terraform(""), ["-var-file=x"])


def test_a_state_that_knows_resources_is_no_first_apply(deployed: None) -> None:
    check("dev", terraform("module.ingest.aws_lambda_function.this\n"), ["-var-file=x"])


def test_what_terraform_or_aws_does_not_answer_stops_nothing(account: object, monkeypatch: pytest.MonkeyPatch) -> None:
    check("dev", terraform("", function=""), ["-var-file=x"])
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    check("dev", terraform(""), ["-var-file=x"])


def test_the_name_that_is_asked_for_is_one_of_the_configuration() -> None:
    assert "    recommender    = " in (CONFIGURATION / "locals.tf").read_text()
