"""The Runtime API, as AWS's runtime interface client uses it, with its part in C and with what stands in for that."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.runtime.packages import ELSEWHERE, import_path
from local.runtime.runtime_api import ERROR, INIT_ERROR, NEXT, RESPONSE, Event, Invocation, RuntimeApi

HANDLER = """
def handler(event, context):
    if event == "fail":
        raise LookupError("caf\u00e9" * 30_000)
    return {"event": event, "id": context.aws_request_id, "left": context.get_remaining_time_in_millis() > 0,
            "type": "caf\u00e9"}
"""
DEADLINE_SECONDS = 20

Start = Callable[[str], "subprocess.Popen[bytes]"]
ARN = "arn:aws:lambda:eu-west-1:000000000000:function:f"


@pytest.fixture
def api() -> Iterator[RuntimeApi]:
    api = RuntimeApi()
    yield api
    api.close()


@pytest.fixture(params=["as it is on Linux", "without its part in C"])
def start(request: pytest.FixtureRequest, api: RuntimeApi, tmp_path: Path) -> Iterator[Start]:
    """Starts a process with a handler's source; it is ended after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(source: str) -> subprocess.Popen[bytes]:
        (tmp_path / "main.py").write_text(source)
        path = import_path(str(tmp_path), [])
        if request.param == "without its part in C":
            path = os.pathsep.join([str(ELSEWHERE), path])
        environment = {"AWS_LAMBDA_RUNTIME_API": api.address, "PYTHONPATH": path}
        command = [sys.executable, "-S", "-s", "-P", "-m", "awslambdaric", "main.handler"]
        started.append(subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def invocation(request_id: str, event: object) -> Invocation:
    headers = {"Deadline-Ms": str(int((time.time() + 60) * 1000)), "Invoked-Function-Arn": ARN}
    return Invocation(request_id, json.dumps(event).encode(), headers)


def next_event(api: RuntimeApi) -> Event:
    return api.events.get(timeout=DEADLINE_SECONDS)


def test_an_invocation_gets_its_response_and_the_next_is_asked_for(api: RuntimeApi, start: Start) -> None:
    start(HANDLER)
    for number in range(3):
        assert next_event(api).kind == NEXT
        api.invoke(invocation(f"id-{number}", {"number": number}))
        response = next_event(api)
        assert response.kind == RESPONSE
        expected = {"event": {"number": number}, "id": f"id-{number}", "left": True, "type": "café"}
        assert json.loads(response.body) == expected


def test_an_error_is_reported_with_its_type_whatever_the_length_of_its_headers(api: RuntimeApi, start: Start) -> None:
    start(HANDLER)
    assert next_event(api).kind == NEXT
    api.invoke(invocation("id", "fail"))
    response = next_event(api)
    assert response.kind == ERROR
    assert json.loads(response.body)["errorType"] == "LookupError"
    assert next_event(api).kind == NEXT


def test_a_start_that_fails_is_reported(api: RuntimeApi, start: Start) -> None:
    start("import no_such_module")
    event = next_event(api)
    assert event.kind == INIT_ERROR
    assert json.loads(event.body)["errorType"] == "Runtime.ImportModuleError"


def test_a_process_ends_that_waits_for_an_invocation_when_there_will_be_none(api: RuntimeApi, start: Start) -> None:
    process = start(HANDLER)
    assert next_event(api).kind == NEXT
    api.close()
    assert process.wait(DEADLINE_SECONDS) != 0


def test_a_response_to_no_invocation_is_refused(api: RuntimeApi) -> None:
    url = f"http://{api.address}/2018-06-01/runtime/invocation/another/response"
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(url, data=b"1", timeout=DEADLINE_SECONDS)
    assert api.events.empty()
