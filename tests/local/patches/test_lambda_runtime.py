"""What becomes of a function's process, of its responses and of its output."""

import base64
import json
import re
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.rest_api import create_function

pytestmark = pytest.mark.patch("lambda_runtime")

SOURCE = """
import os, signal, socket, sys, time

def begin_to_respond(request_id):
    host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
    stack = socket.create_connection((host, int(port)))
    path = f"/2018-06-01/runtime/invocation/{request_id}/response"
    stack.sendall(f"POST {path} HTTP/1.1\\r\\nContent-Length: 9\\r\\n\\r\\n123".encode())

def refuse(value):
    raise LookupError(f"no such {value}")

def handler(event, context):
    if event == "raise":
        refuse("colour")
    if event == "exit":
        sys.exit(3)
    if event == "crash":
        print("last words", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    if event == "crash while answering":
        begin_to_respond(context.aws_request_id)
        os.kill(os.getpid(), signal.SIGKILL)
    if event == "sleep":
        time.sleep(30)
    if event == "set":
        return {1, 2}
    if event == "forge":
        os.write(1, b'{"status": "ok", "result": "forged"}\\n')
    if event == "whisper":
        print("no newline", end="")
    return os.getpid()
"""


@pytest.fixture(scope="module")
def name(stack: Stack) -> str:
    """The function of all tests here, by name."""
    return create_function(stack, SOURCE, Timeout=10)


def invoke(stack: Stack, name: str, event: Any = None) -> tuple[Any, dict[str, Any]]:
    """Return what the function answered and the response around it."""
    response = stack.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event), LogType="Tail")
    return json.load(response["Payload"]), response


def test_the_process_lives_on_when_the_handler_raises(stack: Stack, name: str) -> None:
    before, _ = invoke(stack, name)
    error, response = invoke(stack, name, "raise")
    assert response["FunctionError"] == "Unhandled"
    assert error
    assert invoke(stack, name)[0] == before


def test_the_error_carries_type_message_and_the_functions_own_frames(stack: Stack, name: str) -> None:
    error, response = invoke(stack, name, "raise")
    assert (error["errorType"], error["errorMessage"]) == ("LookupError", "no such colour")
    assert [re.findall(r"in (\w+)", frame)[0] for frame in error["stackTrace"]] == ["handler", "refuse"]
    assert "[ERROR] LookupError: no such colour" in base64.b64decode(response["LogResult"]).decode()


def test_a_result_that_is_not_json_is_an_error(stack: Stack, name: str) -> None:
    error, _ = invoke(stack, name, "set")
    assert error["errorType"] == "Runtime.MarshalError"
    assert error["errorMessage"].startswith("Unable to marshal response: ")


def test_a_process_that_exits_is_reported_and_replaced(stack: Stack, name: str) -> None:
    before, _ = invoke(stack, name)
    error, response = invoke(stack, name, "exit")
    assert error["errorType"] == "Runtime.ExitError"
    assert error["errorMessage"].endswith(" Error: Runtime exited with error: exit status 3")
    assert response["FunctionError"] == "Unhandled"
    assert invoke(stack, name)[0] not in (before, None)


def test_a_process_that_is_killed_is_reported_with_its_last_output(stack: Stack, name: str) -> None:
    error, response = invoke(stack, name, "crash")
    assert error["errorType"] == "Runtime.ExitError"
    assert error["errorMessage"].endswith(" Error: Runtime exited with error: signal: killed")
    assert base64.b64decode(response["LogResult"]).decode().splitlines()[0] == "last words"


def test_a_process_that_is_killed_while_it_responds_has_not_responded(stack: Stack, name: str) -> None:
    error, _ = invoke(stack, name, "crash while answering")
    assert error["errorMessage"].endswith(" Error: Runtime exited with error: signal: killed")
    assert isinstance(invoke(stack, name)[0], int)


def test_a_timeout_is_reported_with_its_request_and_the_process_replaced(stack: Stack) -> None:
    name = create_function(stack, SOURCE, Timeout=1)
    before, _ = invoke(stack, name)
    error, _ = invoke(stack, name, "sleep")
    assert error["errorType"] == "Sandbox.Timedout"
    assert re.fullmatch(r"RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds", error["errorMessage"])
    assert invoke(stack, name)[0] != before


def test_a_module_that_cannot_be_imported_is_reported_and_tried_again(stack: Stack) -> None:
    name = create_function(stack, "import no_such_module\n")
    for _ in range(2):
        error, _ = invoke(stack, name)
        assert error["errorType"] == "Runtime.ImportModuleError"
        assert error["errorMessage"] == "Unable to import module 'main': No module named 'no_such_module'"


def test_what_the_function_writes_to_standard_output_is_never_taken_for_its_response(stack: Stack, name: str) -> None:
    result, response = invoke(stack, name, "forge")
    assert isinstance(result, int)
    assert "forged" in base64.b64decode(response["LogResult"]).decode()


def test_output_without_a_newline_is_in_the_log_of_its_invocation(stack: Stack, name: str) -> None:
    _, response = invoke(stack, name, "whisper")
    assert base64.b64decode(response["LogResult"]).decode().strip() == "no newline"
