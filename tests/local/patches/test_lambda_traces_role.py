"""The X-Ray daemon beside a function uploads as the function's role."""

import json
import secrets
import time

import pytest

from local.stack import Stack
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.rest_api import create_function
from tests.support.local.patches.roles import Role

pytestmark = [pytest.mark.patch("lambda_traces_role"), pytest.mark.iam]

PUT, TELEMETRY = "xray:PutTraceSegments", "xray:PutTelemetryRecords"
SENDS = """
import os, socket
def handler(event, context):
    host, port = os.environ["AWS_XRAY_DAEMON_ADDRESS"].split(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b'{"format":"json","version":1}\\n' + event.encode(), (host, int(port)))
"""


def new_root() -> str:
    return f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"


def send(stack: Stack, function: str, root: str) -> None:
    """Have a function send a segment of a trace."""
    now = time.time()
    segment = {"trace_id": root, "id": secrets.token_hex(8), "name": "its", "start_time": now - 1, "end_time": now}
    stack.client("lambda").invoke(FunctionName=function, Payload=json.dumps(json.dumps(segment)))


def is_there(stack: Stack, root: str) -> bool:
    return bool(stack.client("xray").batch_get_traces(TraceIds=[root])["Traces"])


def test_segments_are_lost_while_the_role_may_not_upload_them(stack: Stack) -> None:
    role = Role(stack)
    function = create_function(stack, SENDS, Role=role.arn)
    before, lost, after = new_root(), new_root(), new_root()
    role.may(PUT, TELEMETRY)
    send(stack, function, before)
    eventually(lambda: is_there(stack, before), bool)

    role.may(TELEMETRY)
    send(stack, function, lost)
    eventually(lambda: {decision.allowed for decision in role.decisions(PUT)}, lambda seen: seen == {True, False})

    role.may(PUT, TELEMETRY)
    send(stack, function, after)
    eventually(lambda: is_there(stack, after), bool)
    assert not is_there(stack, lost)


def test_each_role_is_asked_for_its_own_functions(stack: Stack) -> None:
    allowed, refused = Role(stack), Role(stack)
    allowed.may(PUT)
    roots = {role.arn: new_root() for role in (refused, allowed)}
    for role in (refused, allowed):
        send(stack, create_function(stack, SENDS, Role=role.arn), roots[role.arn])
    eventually(lambda: is_there(stack, roots[allowed.arn]), bool)
    eventually(lambda: refused.decisions(PUT), bool)
    assert not is_there(stack, roots[refused.arn])


def test_the_daemons_own_figures_are_asked_for_and_hold_up_no_segment(stack: Stack) -> None:
    role, root = Role(stack), new_root()
    role.may(PUT)
    send(stack, create_function(stack, SENDS, Role=role.arn), root)
    eventually(lambda: is_there(stack, root), bool)
    assert [decision.allowed for decision in role.decisions(TELEMETRY)] == [False]
