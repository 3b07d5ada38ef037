"""A new account runs 10 functions at once: what that refuses, and what is said before."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.local.mends.rest_api import create_function
from tests.target import Target
from tools import preflight
from tools.wanted import AccountError, Wanted, wanted

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
SOURCE = "def handler(event, context):\n    return None\n"


@pytest.fixture(scope="module")
def new_account() -> Iterator[Stack]:
    with Stack(account_concurrency=10) as stack:
        yield stack


@pytest.fixture
def reach(monkeypatch: pytest.MonkeyPatch) -> Callable[[Stack], None]:
    """Let the tooling's own clients reach a stack."""

    def use(stack: Stack) -> None:
        for name, value in KEYS.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("AWS_ENDPOINT_URL", stack.endpoint)

    return use


def asks(reserved: dict[str, int], *, manage: bool | None = True) -> Wanted:
    return Wanted("eu-west-1", verify=True, logging_role="cxe-prod-logs-eu-west-1", manage=manage, reserved=reserved)


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


def test_an_environment_that_reserves_nothing_goes_on_and_is_told(
    new_account: Stack, reach: Callable[[Stack], None], capsys: pytest.CaptureFixture[str]
) -> None:
    reach(new_account)
    assert preflight.check(asks({"cxe-dev-ingest": -1, "cxe-dev-recommender": -1})) == []
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
        assert preflight.check(asks({name: most})) == []
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


def test_without_an_answer_of_aws_nothing_is_stopped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    assert preflight.check(asks({"cxe-prod-ingest": 100})) == []
    assert "AWS was not asked" in capsys.readouterr().err


def test_a_plan_that_is_to_ask_nobody_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Wanted, "client", lambda *_: pytest.fail("asked"))
    assert preflight.check(replace(asks({"cxe-prod-ingest": 100}), verify=False)) == []


def test_values_that_terraform_cannot_read_are_its_own_to_complain_of() -> None:
    assert wanted(lambda *_, **__: "", ["-var-file=x"]) is None


def test_only_variables_are_passed_on_to_the_question() -> None:
    seen: list[str] = []

    def terraform(*words: str, given: str) -> str:
        seen.extend(words)
        values = {"region": "eu-west-1", "verify": True, "logging_role": "logs", "manage": None, "reserved": {"f": 1}}
        return json.dumps(json.dumps(values))

    found = wanted(terraform, ["-var-file=x", "-var=a=b", "-out=plan", "-detailed-exitcode"])
    assert seen == ["console", "-var-file=x", "-var=a=b"]
    assert found == Wanted("eu-west-1", verify=True, logging_role="logs", manage=None, reserved={"f": 1})
