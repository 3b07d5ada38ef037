"""A new account runs 10 functions at once: what that refuses, and what is said before."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from local.stack import Stack
from tests.support.local.patches.rest_api import create_function
from tests.support.target import Target
from tools import preflight
from tools.gateway_account import set_role
from tools.wanted import AccountError, Wanted, variables, wanted

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
SOURCE = "def handler(event, context):\n    return None\n"


@pytest.fixture(scope="module")
def new_account() -> Iterator[Stack]:
    with Stack(account_concurrency=10) as stack:
        yield stack


@pytest.fixture
def reach(monkeypatch: pytest.MonkeyPatch) -> Callable[[Stack], None]:
    """Let the tooling's own clients reach a stack, whose API Gateway may log."""

    def use(stack: Stack) -> None:
        set_role(stack.client, stack.region)
        for name, value in KEYS.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_ENDPOINT_URL", stack.endpoint)

    return use


def asks(reserved: dict[str, int]) -> Wanted:
    return Wanted("prod", "eu-west-1", verify=True, function="cxe-prod-recommender", reserved=reserved)


def test_the_account_says_that_it_has_ten_and_reserves_none(new_account: Stack) -> None:
    functions = new_account.client("lambda")
    limits = functions.get_account_settings()["AccountLimit"]
    assert (limits["ConcurrentExecutions"], limits["UnreservedConcurrentExecutions"]) == (10, 10)
    name = create_function(new_account, SOURCE)
    with pytest.raises(ClientError, match="minimum value of \\[10\\]"):
        functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=1)


def test_an_environment_that_reserves_is_refused_before_the_apply(
    new_account: Stack, reach: Callable[[Stack], None]
) -> None:
    reach(new_account)
    with pytest.raises(AccountError, match=r"runs 10 functions at once in eu-west-1.*reserves 150.*L-B99A9384"):
        preflight.check(asks({"cxe-prod-ingest": 100, "cxe-prod-recommender": 50}))


def test_an_environment_that_reserves_nothing_goes_on_with_a_warning(
    new_account: Stack, reach: Callable[[Stack], None], capsys: pytest.CaptureFixture[str]
) -> None:
    reach(new_account)
    preflight.check(asks({"cxe-dev-ingest": -1, "cxe-dev-recommender": -1}))
    assert "runs 10 functions at once" in capsys.readouterr().err


def test_what_an_environment_has_reserved_already_counts_once(
    shared_stack: Stack, reach: Callable[[Stack], None], capsys: pytest.CaptureFixture[str]
) -> None:
    reach(shared_stack)
    functions = shared_stack.client("lambda")
    name = create_function(shared_stack, SOURCE)
    limits = functions.get_account_settings()["AccountLimit"]
    most = limits["UnreservedConcurrentExecutions"] - 100
    functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=most)
    try:
        preflight.check(asks({name: most}))
        with pytest.raises(AccountError):
            preflight.check(asks({name: most + 1}))
        with pytest.raises(AccountError):
            preflight.check(asks({name: most, "another": 1}))
    finally:
        functions.delete_function_concurrency(FunctionName=name)
    assert capsys.readouterr().err == ""


def test_tests_of_a_deployment_leave_such_an_account_room(new_account: Stack, shared_stack: Stack) -> None:
    reached = [
        Target({"AWS_ENDPOINT_URL": stack.endpoint, "AWS_REGION": stack.region, **KEYS}, {})
        for stack in (new_account, shared_stack)
    ]
    assert [target.clients(16) for target in reached] == [5, 16]


@pytest.mark.parametrize("silent", [["lambda"], ["apigateway"], ["lambda", "apigateway"]], ids=str)
def test_a_question_that_gets_no_response_from_aws_stops_nothing_and_the_other_is_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], silent: list[str]
) -> None:
    asked = []

    def client(_: Wanted, service: str) -> Any:
        asked.append(service)
        if service in silent:
            raise EndpointConnectionError(endpoint_url="https://nowhere")
        return Responding()

    monkeypatch.setattr(Wanted, "client", client)
    preflight.check(asks({"cxe-prod-ingest": 100}))
    assert asked == ["lambda", "apigateway"]
    assert capsys.readouterr().err.count("AWS was not asked") == len(silent)


class Responding:
    """Lambda and API Gateway of an account that has all it takes."""

    def get_account_settings(self) -> dict[str, Any]:
        return {"AccountLimit": {"ConcurrentExecutions": 1000, "UnreservedConcurrentExecutions": 1000}}

    def get_function_concurrency(self, **_: object) -> dict[str, int]:
        return {}

    def get_account(self) -> dict[str, str]:
        return {"cloudwatchRoleArn": "arn:aws:iam::111111111111:role/logs"}


def test_a_plan_that_is_to_ask_nobody_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Wanted, "client", lambda *_: pytest.fail("asked"))
    preflight.check(replace(asks({"cxe-prod-ingest": 100}), verify=False))


@pytest.mark.parametrize("printed", ["", "Warning: Value for undeclared variable\n"])
def test_values_that_terraform_cannot_read_are_its_own_to_complain_of(printed: str) -> None:
    assert wanted(lambda *_, **__: printed, ["-var-file=x"]) is None


def test_a_warning_of_terraforms_is_not_taken_for_its_response() -> None:
    """An undeclared variable in the values is one, as after an upgrade that removed it."""
    values = {"name": "dev", "region": "eu-west-1", "verify": True, "function": "f", "reserved": {"f": 1}}

    def terraform(*_: str, given: str) -> str:
        return f"Warning: Value for undeclared variable\n\n{json.dumps(json.dumps(values))}\n"

    assert wanted(terraform, []) == Wanted("dev", "eu-west-1", verify=True, function="f", reserved={"f": 1})


def test_variables_are_passed_on_to_the_question_however_they_are_written() -> None:
    given = [
        "-var-file=x",
        "-var=a=b",
        "-out=plan",
        "-var",
        "c=d",
        "--var",
        "e=f",
        "-detailed-exitcode",
        "-var-file",
        "y",
    ]

    assert variables(given) == ["-var-file=x", "-var=a=b", "-var", "c=d", "--var", "e=f", "-var-file", "y"]
