"""An environment sets the account's role for API Gateway's logs where nobody has, and takes it from nobody."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.stack import Stack
from tools.gateway_account import arguments, before_destroy
from tools.wanted import AccountError, Wanted

OURS, BEFORE, OTHERS = (
    f"arn:aws:iam::000000000000:role/{name}" for name in ("cxe-dev-logs-eu-west-1", "cxe-dev-logs", "platform-api-logs")
)
SETTING = "module.storefront_api.aws_api_gateway_account.this[0]"
ROLE = "module.storefront_api.aws_iam_role.logs[0]"
POLICY = "module.storefront_api.aws_iam_role_policy_attachment.logs[0]"


class Terraform:
    """Keeps what it was told. ``knows`` are the addresses in its state."""

    def __init__(self, *knows: str) -> None:
        self.knows = knows
        self.told: list[tuple[str, ...]] = []

    def __call__(self, *words: str) -> str:
        if words == ("state", "list"):
            return "\n".join(self.knows)
        self.told.append(words)
        return ""


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch, shared_stack: Stack) -> Iterator[Any]:
    """API Gateway of an account in which nothing logs yet, where the tooling finds it."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "111111111111")  # an account of its own on the shared stack
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_ENDPOINT_URL", shared_stack.endpoint)
    client = environment().client("apigateway")
    set_role(client, "")
    yield client
    set_role(client, "")
    for api in client.get_rest_apis()["items"]:
        client.delete_rest_api(restApiId=api["id"])


def environment(*, manage: bool | None = None) -> Wanted:
    return Wanted("eu-west-1", verify=True, logging_role="cxe-dev-logs-eu-west-1", manage=manage, reserved={})


def set_role(gateway: Any, arn: str) -> None:
    gateway.update_account(patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": arn}])


def role(gateway: Any) -> str | None:
    return gateway.get_account().get("cloudwatchRoleArn") or None


@pytest.mark.parametrize(
    ("current", "told"), [("", "true"), (OURS, "true"), (BEFORE, "true"), (OTHERS, "false")], ids=str
)
def test_an_environment_sets_the_role_unless_somebody_else_has(gateway: Any, current: str, told: str) -> None:
    set_role(gateway, current)
    assert arguments(environment()) == [f"-var=manage_gateway_account={told}"]


def test_values_that_would_replace_anothers_role_are_refused(gateway: Any) -> None:
    set_role(gateway, OTHERS)
    with pytest.raises(AccountError, match=r"platform-api-logs.*remove manage_gateway_account = true"):
        arguments(environment(manage=True))
    assert arguments(environment(manage=False)) == []


def test_values_by_which_nobody_sets_a_role_are_refused(gateway: Any) -> None:
    with pytest.raises(AccountError, match="Remove manage_gateway_account = false"):
        arguments(environment(manage=False))
    assert arguments(environment(manage=True)) == []


def test_a_destroy_leaves_no_setting_behind_that_names_a_role_which_is_gone(gateway: Any) -> None:
    set_role(gateway, OURS)
    terraform = Terraform(SETTING, ROLE, POLICY)
    own = gateway.create_rest_api(name="own")["id"]
    settle = before_destroy(environment(), terraform, own)
    settle(1)
    assert role(gateway) == OURS  # it was not made: somebody said no
    settle(0)
    assert (role(gateway), terraform.told) == (None, [])


def test_a_destroy_keeps_the_role_that_other_apis_log_with(gateway: Any, capsys: pytest.CaptureFixture[str]) -> None:
    set_role(gateway, OURS)
    own, _other = (gateway.create_rest_api(name=name)["id"] for name in ("own", "another team's"))
    terraform = Terraform(SETTING, ROLE, POLICY)
    settle = before_destroy(environment(), terraform, own)
    settle(0)
    assert terraform.told == [("state", "rm", SETTING), ("state", "rm", POLICY), ("state", "rm", ROLE)]
    assert role(gateway) == OURS
    assert "Kept: the role cxe-dev-logs-eu-west-1" in capsys.readouterr().err


def test_a_destroy_that_is_not_made_gives_terraform_back_what_it_forgot(gateway: Any) -> None:
    set_role(gateway, OURS)
    own, _other = (gateway.create_rest_api(name=name)["id"] for name in ("own", "another team's"))
    terraform = Terraform(SETTING, ROLE, POLICY)
    before_destroy(environment(), terraform, own)(1)
    forgotten = [words[2] for words in terraform.told if words[0] == "state"]
    taken = [words[2] for words in terraform.told if words[0] == "import"]
    assert sorted(taken) == sorted(forgotten) == sorted([SETTING, ROLE, POLICY])


def test_what_terraform_could_not_be_given_back_is_said(gateway: Any, capsys: pytest.CaptureFixture[str]) -> None:
    set_role(gateway, OURS)
    own, _other = (gateway.create_rest_api(name=name)["id"] for name in ("own", "another team's"))
    terraform = Terraform(SETTING, ROLE, POLICY)
    settle = before_destroy(environment(), terraform, own)
    terraform.knows = (ROLE, POLICY)
    settle(1)
    assert f"does not know {SETTING} any more" in capsys.readouterr().err


def test_without_an_answer_of_aws_nothing_is_destroyed(gateway: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    with pytest.raises(AccountError, match="nothing was destroyed"):
        before_destroy(environment(), Terraform(SETTING), "own")


def test_a_destroy_forgets_a_setting_that_is_anothers_by_now(gateway: Any) -> None:
    set_role(gateway, OTHERS)
    terraform = Terraform(SETTING, ROLE, POLICY)
    before_destroy(environment(), terraform, "own")(0)
    assert terraform.told == [("state", "rm", SETTING)]
    assert role(gateway) == OTHERS


def test_a_destroy_of_an_environment_that_set_no_role_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse: Callable[..., Any] = lambda *_: pytest.fail("asked")  # noqa: E731
    monkeypatch.setattr(Wanted, "client", refuse)
    before_destroy(environment(), Terraform("module.storefront_api.aws_api_gateway_stage.this"), "own")(0)
