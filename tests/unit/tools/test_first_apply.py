"""An apply or destroy by an empty state stops where the environment is there already."""

import boto3
import pytest
from moto import mock_aws

from tools.first_apply import LostStateError, check
from tools.wanted import Wanted

DEV = Wanted("dev", "eu-west-1", verify=True, function="cxe-dev-recommender", reserved={})


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield


def test_an_empty_state_beside_a_deployment_is_refused(account: object) -> None:
    iam = boto3.client("iam", region_name=DEV.region)
    role = iam.create_role(RoleName="role", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    boto3.client("lambda", region_name=DEV.region).create_function(
        FunctionName=DEV.function, Role=role, Code={"ZipFile": b""}, Runtime="python3.13", Handler="x.y"
    )
    with pytest.raises(LostStateError, match="second time"):
        check(DEV)


def test_a_first_apply_goes_on(account: object) -> None:
    check(DEV)


def test_what_aws_does_not_respond_to_stops_nothing(account: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    check(DEV)
