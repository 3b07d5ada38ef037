"""What a handler returns, and what it is told, is made by AWS's own code."""

import json
import re
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.rest_api import create_function

pytestmark = pytest.mark.patch("lambda_runtime")

SOURCE = """
import collections, decimal, logging

Offer = collections.namedtuple("Offer", "item rank")
RESULTS = {
    "decimal": [decimal.Decimal("1.25"), decimal.Decimal("7")],
    "named tuple": Offer("tea", 1),
    "bytes": b'{"raw": true}',
    "bytes inside": {"raw": b"bytes"},
    "unicode": "caf\u00e9",
}

def handler(event, context):
    if event == "context":
        return {"names": [name for name in dir(context) if name[0] != "_"], "w3c": context.w3c(),
                "identity": repr(context.identity), "client": context.client_context,
                "arn": context.invoked_function_arn, "version": context.function_version,
                "memory": context.memory_limit_in_mb}
    if event == "log":
        logging.getLogger("shop").warning("mind the %s", "gap")
        logging.getLogger("shop").debug("not told")
        return context.aws_request_id
    if event == "long":
        raise ValueError("x" * 200_000)
    return RESULTS[event]
"""


@pytest.fixture(scope="module")
def name(stack: Stack) -> str:
    return create_function(stack, SOURCE, Timeout=10)


def invoke(stack: Stack, name: str, event: Any = None) -> Any:
    return json.load(stack.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))["Payload"])


def lines(stack: Stack, name: str) -> list[str]:
    found = stack.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{name}")
    return [event["message"] for event in found["events"]]


def lines_with(stack: Stack, name: str, word: str) -> list[str]:
    """Return the lines that hold ``word``, once there is one."""
    return eventually(lambda: [line for line in lines(stack, name) if word in line], bool)


@pytest.mark.parametrize(
    ("event", "response"),
    [
        ("decimal", [1.25, 7]),
        ("named tuple", {"item": "tea", "rank": 1}),
        ("bytes", {"raw": True}),
        ("bytes inside", {"raw": "bytes"}),
    ],
)
def test_what_json_does_not_know_is_written_as_lambda_writes_it(
    stack: Stack, name: str, event: str, response: object
) -> None:
    assert invoke(stack, name, event) == response


def test_the_context_is_lambdas(stack: Stack, name: str) -> None:
    received = invoke(stack, name, "context")
    assert {"log", "tenant_id", "w3c", "identity", "client_context"} <= set(received["names"])
    assert received["identity"] == "CognitoIdentity([cognito_identity_id=None,cognito_identity_pool_id=None])"
    assert (received["w3c"], received["client"], received["version"], received["memory"]) == (
        {},
        None,
        "$LATEST",
        "128",
    )
    assert received["arn"].endswith(f":function:{name}")


def test_the_root_logger_writes_lambdas_lines(stack: Stack, name: str) -> None:
    request_id = invoke(stack, name, "log")
    (line,) = lines_with(stack, name, "mind the gap")
    assert re.fullmatch(rf"\[WARNING\]\t[0-9-]{{10}}T[0-9:.]{{12}}Z\t{request_id}\tmind the gap", line)


def test_a_function_that_logs_json_has_lambdas_members_and_level(stack: Stack) -> None:
    logging = {"LogFormat": "JSON", "ApplicationLogLevel": "WARN"}
    name = create_function(stack, SOURCE, LoggingConfig=logging)
    request_id = invoke(stack, name, "log")
    (line,) = lines_with(stack, name, "mind the gap")
    received = json.loads(line)
    assert received.pop("timestamp")
    assert received == {"level": "WARNING", "message": "mind the gap", "logger": "shop", "requestId": request_id}
    assert not [line for line in lines(stack, name) if "not told" in line]


def test_an_error_is_one_event_with_its_trace(stack: Stack, name: str) -> None:
    invoke(stack, name, "no such result")
    (line,) = lines_with(stack, name, "[ERROR] KeyError")
    assert "Traceback (most recent call last):" in line


def test_an_error_of_any_length_is_a_response(stack: Stack, name: str) -> None:
    error = invoke(stack, name, "long")
    assert (error["errorType"], len(error["errorMessage"])) == ("ValueError", 200_000)


@pytest.mark.parametrize(
    ("source", "handler", "error", "message"),
    [
        ("", "main.handler", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'main'"),
        ("def handler(:", "main.handler", "Runtime.UserCodeSyntaxError", "Syntax error in module 'main'"),
        ("", "sys.exit", "Runtime.BuiltInModuleConflict", "Cannot use built-in module sys as a handler module"),
        ("1 / 0", "main.handler", "ZeroDivisionError", "division by zero"),
        ("import os\nos._exit(3)", "main.handler", "Runtime.ExitError", "Runtime exited with error: exit status 3"),
    ],
)
def test_a_start_that_fails_is_reported_as_lambda_reports_it(
    stack: Stack, source: str, handler: str, error: str, message: str
) -> None:
    name = create_function(stack, source, Handler=handler)
    received = invoke(stack, name)
    assert received["errorType"] == error
    assert message in received["errorMessage"]
    assert re.fullmatch(r"[0-9a-f-]{36}", received["requestId"])
