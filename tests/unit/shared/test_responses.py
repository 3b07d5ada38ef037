"""Calls to AWS: what they raise, whatever botocore's parsers raise."""

from collections.abc import Callable

import pytest
from botocore.exceptions import BotoCoreError, ClientError, ReadTimeoutError
from botocore.parsers import ResponseParserError
from botocore.session import get_session

from shared.aws.failures import describe, may_pass
from shared.aws.responses import Calls, ForeignResponseError, UnreadableResponseError, refuse_foreign


class Client:
    def __init__(self, act: Callable[[], dict[str, object]]) -> None:
        self.put_item = lambda **_: act()


def raising(error: BaseException) -> Calls:
    def act() -> dict[str, object]:
        raise error

    return Calls(Client(act))


def test_a_response_is_handed_on() -> None:
    assert Calls(Client(lambda: {"Attributes": {}})).put_item(TableName="t") == {"Attributes": {}}


@pytest.mark.parametrize(
    "error", [ReadTimeoutError(endpoint_url="x"), ClientError({}, "PutItem"), ResponseParserError("canary")], ids=repr
)
def test_a_failure_of_awss_is_raised_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error)) as raised:
        raising(error).put_item()
    assert raised.value is error


@pytest.mark.parametrize("error", [KeyError("canary"), TypeError("canary"), UnicodeDecodeError("utf-8", b"", 0, 1, "")])
def test_whatever_else_is_raised_is_one_failure_that_may_pass_without_its_text(error: Exception) -> None:
    with pytest.raises(BotoCoreError) as raised:
        raising(error).put_item()
    assert may_pass(raised.value)
    assert raised.value.__cause__ is None
    assert "canary" not in f"{raised.value}{describe(raised.value)}"
    assert type(error).__name__ in str(raised.value)


def test_the_end_of_the_function_is_no_failure_of_a_call() -> None:
    with pytest.raises(SystemExit):
        raising(SystemExit()).put_item()
    assert issubclass(UnreadableResponseError, BotoCoreError)


@pytest.mark.parametrize(
    ("service", "operation", "whole"),
    [
        ("dynamodb", "PutItem", b"{}"),
        ("sns", "Publish", b"<PublishResponse/>"),
        ("personalize-runtime", "GetRecommendations", b"{}"),
        ("s3", "ListObjectsV2", b"<ListBucketResult/>"),
    ],
)
def test_a_success_is_taken_whole_in_the_services_format_alone(service: str, operation: str, whole: bytes) -> None:
    model = get_session().get_service_model(service).operation_model(operation)

    def refuse(body: bytes) -> None:
        refuse_foreign(model, {"status_code": 200, "body": body, "headers": {"x-amzn-requestid": "r"}})

    refuse(whole)
    for body in (b"a proxy's page", whole[:-1], b""):
        with pytest.raises(ForeignResponseError):
            refuse(body)
