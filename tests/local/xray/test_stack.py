"""X-Ray as part of the running stack: reached through its endpoint, fed by functions."""

import secrets
import socket
import time

from local.stack import Stack
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.rest_api import create_function
from tests.support.local.xray.documents import segment, text

DAEMON_HEADER = b'{"format": "json", "version": 1}\n'
SENDER = """
import json, os, socket, time
def handler(event, context):
    now = time.time()
    trace_id = f"1-{int(now):08x}-{os.urandom(12).hex()}"
    document = {"trace_id": trace_id, "id": os.urandom(8).hex(), "name": "sender", "start_time": now, "end_time": now}
    host, port = os.environ["AWS_XRAY_DAEMON_ADDRESS"].split(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(b'{"format":"json","version":1}\\n' + json.dumps(document).encode(), (host, int(port)))
    return trace_id
"""


def test_what_a_function_sends_to_the_daemon_is_found_through_the_api(stack: Stack) -> None:
    name = create_function(stack, SENDER)
    trace_id = stack.client("lambda").invoke(FunctionName=name)["Payload"].read().decode().strip('"')
    xray = stack.client("xray")
    traces = eventually(lambda: xray.batch_get_traces(TraceIds=[trace_id])["Traces"], bool)
    assert '"name":"sender"' in traces[0]["Segments"][0]["Document"]
    summaries = xray.get_trace_summaries(
        StartTime=time.time() - 60, EndTime=time.time() + 60, FilterExpression='service("sender")'
    )
    assert trace_id in [summary["Id"] for summary in summaries["TraceSummaries"]]


def test_the_daemon_listens_beside_the_api_for_clients_of_the_stack(stack: Stack) -> None:
    document = segment(1, trace_id=f"1-{int(time.time()):08x}-{secrets.token_hex(12)}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.sendto(DAEMON_HEADER + text(document).encode(), ("127.0.0.1", stack.port))
    xray = stack.client("xray")
    assert eventually(lambda: xray.batch_get_traces(TraceIds=[document["trace_id"]])["Traces"], bool)


def test_arns_are_of_the_caller_s_account_and_region(stack: Stack) -> None:
    xray = stack.client("xray")
    group = xray.create_group(GroupName="arn-test")["Group"]
    xray.delete_group(GroupName="arn-test")
    assert group["GroupARN"].startswith(f"arn:aws:xray:{stack.region}:000000000000:group/arn-test/")
