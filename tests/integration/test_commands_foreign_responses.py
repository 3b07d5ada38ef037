"""Whatever answers in a service's place is no success to a command; what a service itself says is."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError

from shared.aws.responses import ForeignResponseError
from tests.support.integration.strangers import CANARY, RESPONSES, Stranger
from tools.command import FAILED, run
from tools.deployed import Deployment

NAMED = b"x-amzn-RequestId: r"
QUEUE = "http://127.0.0.1/123456789012/dead-letters"

Calls = dict[str, Callable[[Any], Any]]
SQS: Calls = {
    "receive": lambda sqs: sqs.receive_message(QueueUrl=QUEUE),
    "delete": lambda sqs: sqs.delete_message(QueueUrl=QUEUE, ReceiptHandle="r"),
    "hide": lambda sqs: sqs.change_message_visibility(QueueUrl=QUEUE, ReceiptHandle="r", VisibilityTimeout=0),
}


def response(body: bytes, *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % len(body), *headers, b"Connection: close", b"", b""]
    return b"\r\n".join(lines) + body


@pytest.fixture
def stranger(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stranger]:
    made = Stranger()
    with made.served() as url:
        for name, value in {
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
        }.items():
            monkeypatch.setenv(name, value)
        yield made


def client(service: str) -> Any:
    return Deployment({}, "eu-west-1").client(service)


@pytest.mark.parametrize("call", SQS.values(), ids=SQS)
@pytest.mark.parametrize("body", [b"", b"{}", f"<html>{CANARY}</html>".encode()], ids=["nothing", "JSON", "a page"])
def test_a_success_that_names_no_request_of_the_service_is_no_success(
    stranger: Stranger, call: Callable[[Any], Any], body: bytes
) -> None:
    stranger.response = response(body)

    with pytest.raises(ForeignResponseError):
        call(client("sqs"))
    assert stranger.requests == 1


@pytest.mark.parametrize("call", [SQS["delete"], SQS["hide"]], ids=["delete", "hide"])
@pytest.mark.parametrize("body", [b"", b"{}"], ids=["nothing", "JSON"])
def test_an_operation_that_says_nothing_of_its_success_may_say_nothing(
    stranger: Stranger, call: Callable[[Any], Any], body: bytes
) -> None:
    stranger.response = response(body, NAMED)

    call(client("sqs"))


def test_an_operation_that_says_nothing_of_its_success_says_no_other_text(stranger: Stranger) -> None:
    stranger.response = response(CANARY.encode(), NAMED)

    with pytest.raises(ForeignResponseError):
        SQS["delete"](client("sqs"))


STREAMED: dict[str, tuple[str, Callable[[Any], Any], bytes]] = {
    "invocation": ("lambda", lambda made: made.invoke(FunctionName="f")["Payload"], NAMED),
    "object": ("s3", lambda made: made.get_object(Bucket="bucket", Key="k")["Body"], b"x-amz-request-id: r"),
}


@pytest.mark.parametrize(("service", "call", "named"), STREAMED.values(), ids=STREAMED)
def test_what_is_read_as_a_stream_arrives_as_it_was_sent(
    stranger: Stranger, service: str, call: Callable[[Any], Any], named: bytes
) -> None:
    stranger.response = response(b"no JSON, no XML", named)

    assert call(client(service)).read() == b"no JSON, no XML"


@pytest.mark.parametrize(("service", "call", "named"), STREAMED.values(), ids=STREAMED)
def test_a_stream_that_names_no_request_of_the_service_is_no_success(
    stranger: Stranger, service: str, call: Callable[[Any], Any], named: bytes
) -> None:
    stranger.response = response(b"{}")

    with pytest.raises(ForeignResponseError):
        call(client(service))


@pytest.mark.parametrize("name", ["another's JSON as a success", "a login page", "plain text as a success"])
def test_a_command_says_that_somebody_else_answered_and_not_what(
    stranger: Stranger, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    stranger.response = RESPONSES[name]

    assert run("redrive", lambda: client("dynamodb").get_item(TableName="table", Key={"k": {"S": "k"}})) == FAILED

    assert capsys.readouterr().err == "redrive: what answered is not AWS: look for a proxy in between\n"


def test_it_is_a_failure_of_botocores_that_every_caller_expects() -> None:
    assert issubclass(ForeignResponseError, BotoCoreError)
