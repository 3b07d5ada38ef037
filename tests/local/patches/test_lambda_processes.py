"""The processes of functions, on the patched stack."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from local.stack import Stack
from tests.support.local.patches.rest_api import create_function

SOURCE = """
import os, time
def handler(event, context):
    time.sleep(event.get("seconds", 0))
    return [os.getpid(), context.get_remaining_time_in_millis()]
"""


def invoke(stack: Stack, name: str, **event: Any) -> list[int]:
    response: list[int] = json.load(
        stack.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))["Payload"]
    )
    return response


def test_invocations_side_by_side_have_processes_of_their_own_which_are_used_again(stack: Stack) -> None:
    name = create_function(stack, SOURCE)
    invoke(stack, name)
    began = time.monotonic()
    with ThreadPoolExecutor(3) as clients:
        together = {pid for pid, _ in clients.map(lambda _: invoke(stack, name, seconds=1), range(3))}
    assert time.monotonic() - began < 2.5
    assert len(together) == 3
    assert invoke(stack, name)[0] in together


def test_a_function_finds_the_xray_daemon_and_this_stack(stack: Stack) -> None:
    name = create_function(stack, "import os\ndef handler(event, context):\n    return dict(os.environ)\n")
    found = json.load(stack.client("lambda").invoke(FunctionName=name)["Payload"])
    host, port = found["AWS_XRAY_DAEMON_ADDRESS"].split(":")
    assert host == "127.0.0.1"
    assert 0 < int(port) < 65536
    assert found["AWS_ENDPOINT_URL"] == stack.endpoint


def test_the_handler_knows_how_much_time_is_left(stack: Stack) -> None:
    name = create_function(stack, SOURCE, Timeout=5)
    assert 4000 < invoke(stack, name)[1] <= 5000
    assert 4000 < invoke(stack, name)[1] <= 5000
