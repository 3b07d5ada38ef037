"""The account has one role by which API Gateway logs: it is set where there is none, and nobody's is replaced."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tools import gateway_account
from tools.gateway_account import check, set_role
from tools.wanted import AccountError, Wanted

OTHERS = "arn:aws:iam::111111111111:role/platform-api-logs"
OURS = "arn:aws:iam::111111111111:role/api-gateway-logs-eu-west-1"
POLICY = "AmazonAPIGatewayPushToCloudWatchLogs"
DEV = Wanted("dev", "eu-west-1", verify=True, function="cxe-dev-recommender", reserved={})


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, shared_stack: Stack) -> Iterator[Any]:
    """API Gateway of an account in which nothing logs yet, where the tooling finds it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "111111111111")  # an account of its own on the shared stack
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_ENDPOINT_URL", shared_stack.endpoint)
    client = DEV.client("apigateway")
    put(client, "")
    yield client
    put(client, "")


def put(gateway: Any, arn: str) -> None:
    gateway.update_account(patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": arn}])


def role(gateway: Any) -> str | None:
    return gateway.get_account().get("cloudwatchRoleArn") or None


def test_an_account_without_a_role_is_given_one_that_api_gateway_may_assume_and_log_by(gateway: Any) -> None:
    said = set_role(DEV.client, DEV.region)

    assert role(gateway) == OURS
    assert OURS in said
    iam = DEV.client("iam")
    made = iam.get_role(RoleName="api-gateway-logs-eu-west-1")["Role"]
    (statement,) = made["AssumeRolePolicyDocument"]["Statement"]
    assert statement == {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "apigateway.amazonaws.com"},
    }
    attached = iam.list_attached_role_policies(RoleName=made["RoleName"])["AttachedPolicies"]
    assert [each["PolicyName"] for each in attached] == [POLICY]


def test_a_second_time_changes_nothing_and_says_so(gateway: Any) -> None:
    set_role(DEV.client, DEV.region)

    assert "nothing to do" in set_role(DEV.client, DEV.region)
    assert role(gateway) == OURS


def test_a_role_that_was_made_and_not_set_is_set(gateway: Any) -> None:
    set_role(DEV.client, DEV.region)
    put(gateway, "")

    set_role(DEV.client, DEV.region)

    assert role(gateway) == OURS


def test_the_role_of_others_stays(gateway: Any) -> None:
    put(gateway, OTHERS)

    assert OTHERS in set_role(DEV.client, DEV.region)
    assert role(gateway) == OTHERS


class NotYet:
    """An API Gateway that refuses a new role some times, as AWS does until it is known everywhere."""

    def __init__(self, code: str, refusals: int) -> None:
        self.code, self.refusals, self.asked = code, refusals, 0

    def get_account(self) -> dict[str, str]:
        return {}

    def update_account(self, **_: object) -> None:
        self.asked += 1
        if self.asked <= self.refusals:
            raise ClientError({"Error": {"Code": self.code, "Message": "no"}}, "UpdateAccount")


@pytest.mark.parametrize(("code", "refusals", "asked"), [("BadRequestException", 2, 3), ("AccessDenied", 2, 1)])
def test_a_new_role_is_waited_for_and_a_refusal_is_not(
    gateway: Any, monkeypatch: pytest.MonkeyPatch, code: str, refusals: int, asked: int
) -> None:
    monkeypatch.setattr(gateway_account.time, "sleep", lambda _: None)
    refusing = NotYet(code, refusals)

    def client(service: str) -> Any:
        return refusing if service == "apigateway" else DEV.client(service)

    if code == "AccessDenied":
        with pytest.raises(ClientError):
            set_role(client, DEV.region)
    else:
        set_role(client, DEV.region)
    assert refusing.asked == asked


def test_a_role_that_is_never_taken_ends_with_what_api_gateway_said(
    gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway_account.time, "sleep", lambda _: None)
    refusing = NotYet("BadRequestException", 1000)

    with pytest.raises(ClientError, match="BadRequestException"):
        set_role(lambda service: refusing if service == "apigateway" else DEV.client(service), DEV.region)


def test_an_environment_is_refused_in_an_account_without_a_role_and_hears_how_to_get_one(gateway: Any) -> None:
    with pytest.raises(AccountError, match="make gateway-logs ENV=dev"):
        check(DEV)
    put(gateway, OTHERS)
    check(DEV)
