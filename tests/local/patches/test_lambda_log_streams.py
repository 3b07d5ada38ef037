"""Where Lambda writes what functions print, and what it adds."""

import json
import re
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.rest_api import create_function

pytestmark = pytest.mark.patch("lambda_log_streams")

SOURCE = """
import os, time
time.sleep(0.3)
def handler(event, context):
    print("hello")
    return [context.log_group_name, context.log_stream_name]
"""
SECONDS = 1.5


def invoke(stack: Stack, name: str) -> Any:
    return json.load(stack.client("lambda").invoke(FunctionName=name)["Payload"])


def lines(stack: Stack, group: str, stream: str) -> list[str]:
    events = stack.client("logs").get_log_events(logGroupName=group, logStreamName=stream, startFromHead=True)
    return [event["message"] for event in events["events"]]


def test_one_environment_writes_all_its_invocations_to_the_stream_it_knows(stack: Stack) -> None:
    name = create_function(stack, SOURCE)
    group, stream = invoke(stack, name)
    assert invoke(stack, name) == [group, stream]
    streams = stack.client("logs").describe_log_streams(logGroupName=group)["logStreams"]
    assert [found["logStreamName"] for found in streams] == [stream]
    words = [line.split()[0] for line in eventually(lambda: lines(stack, group, stream), lambda found: len(found) == 8)]
    assert words == ["START", "hello", "END", "REPORT"] * 2


def test_the_report_gives_the_cold_start_apart_from_the_duration(stack: Stack) -> None:
    name = create_function(stack, SOURCE)
    for _ in range(2):
        group, stream = invoke(stack, name)
    cold, warm = (line for line in lines(stack, group, stream) if line.startswith("REPORT"))
    duration, init = (float(re.findall(rf"\t{field}: ([\d.]+) ms", cold)[0]) for field in ("Duration", "Init Duration"))
    assert duration < 300 <= init
    assert "Init Duration" not in warm
    assert re.search(r"\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\t", warm)


def test_the_report_gives_the_memory_of_the_process(stack: Stack) -> None:
    group, stream = invoke(stack, create_function(stack, "BALLAST = b'x' * 50_000_000\n" + SOURCE))
    (report,) = (line for line in lines(stack, group, stream) if line.startswith("REPORT"))
    used = int(re.findall(r"Max Memory Used: (\d+) MB", report)[0])
    assert 50 < used < 200


def test_a_start_that_fails_has_a_line_of_its_own_and_no_other_start_has(stack: Stack) -> None:
    name = create_function(stack, "raise ValueError('no settings')")
    assert invoke(stack, name)["errorType"] == "ValueError"
    logs, group = stack.client("logs"), f"/aws/lambda/{name}"

    (stream,) = eventually(lambda: logs.describe_log_streams(logGroupName=group)["logStreams"], bool)
    found = eventually(lambda: lines(stack, group, stream["logStreamName"]), bool)

    assert re.fullmatch(
        r"INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: \S+\t", found[0]
    )
    group, stream = invoke(stack, create_function(stack, SOURCE))
    assert [line for line in lines(stack, group, stream) if line.startswith("INIT_REPORT")] == []
