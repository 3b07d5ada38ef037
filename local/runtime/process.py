"""One invocation in a function's process, seen from the stack."""

import json
import queue
import select
import subprocess
import time
from datetime import UTC, datetime
from typing import IO, Any, cast

from local.runtime.bootstrap import END_OF_OUTPUT

OUTPUT_DEADLINE_SECONDS = 1.0


def invoke(worker: Any, event: Any, request_id: str, arn: str, environment: dict[str, str]) -> dict[str, Any]:
    """Run one invocation in ``worker``'s process, starting it first where there is none.

    ``environment`` holds the variables that change with each invocation. Returns ``{"result", "log"}`` or
    ``{"error", "log"}``, where ``error`` is Lambda's error document. Only a process that ended, or that ran out of
    time, is given up; the next invocation starts another one.
    """
    with worker._lock:
        if worker._proc is None or worker._proc.poll() is not None:
            try:
                worker._spawn()
            except RuntimeError as error:  # the module ended the process while it was imported
                document = _document("Runtime.ExitError", request_id, "Runtime exited without providing a reason")
                return {"error": document, "log": str(error)}
        process, timeout = worker._proc, float(worker.config.get("Timeout") or 3)
        request = {
            "event": event,
            "request_id": request_id,
            "timeout_ms": int(timeout * 1000),
            "invoked_function_arn": arn,
            "environment": environment,
        }
        outcome = _exchange(process, request, timeout)
        log = _output(worker._stderr_queue, ended=outcome is None)
        if outcome is None:
            worker._proc = None
            document, line = _reason(process, request_id, timeout)
            outcome, log = {"error": document}, "\n".join(filter(None, [log, line]))
        elif outcome.pop("ends", False):
            worker._proc = None
            process.wait()
        return {**outcome, "log": log}


def _exchange(process: subprocess.Popen[str], request: dict[str, Any], timeout: float) -> dict[str, Any] | None:
    """Send the request and return the answer, or None when there is none in time."""
    requests, answers = cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)
    try:
        requests.write(json.dumps(request) + "\n")
        requests.flush()
    except BrokenPipeError:
        return None
    if not select.select([answers], [], [], timeout)[0]:
        return None
    line = answers.readline()
    return json.loads(line) if line else None


def _output(lines: "queue.Queue[str]", *, ended: bool) -> str:
    """Return what the function wrote during this invocation: up to the mark, or what there is if it wrote none."""
    collected: list[str] = []
    deadline = time.monotonic() + (0.05 if ended else OUTPUT_DEADLINE_SECONDS)
    while True:
        try:
            line = lines.get(timeout=max(0.001, deadline - time.monotonic()))
        except queue.Empty:
            return "\n".join(collected)
        if line.endswith(END_OF_OUTPUT):
            return "\n".join(filter(None, [*collected, line.removesuffix(END_OF_OUTPUT)]))
        collected.append(line)


def _reason(process: subprocess.Popen[str], request_id: str, timeout: float) -> tuple[dict[str, Any], str]:
    """End the process. Return Lambda's error document and its log line: timed out, or exited by itself."""
    try:
        code = process.wait(0.05)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        message = f"Task timed out after {timeout:.2f} seconds"
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
        return _document("Sandbox.Timedout", request_id, message), f"{now}Z {request_id} {message}"
    if code == 0:
        message = "Runtime exited without providing a reason"
    else:
        message = "Runtime exited with error: " + (f"exit status {code}" if code > 0 else f"signal: {-code}")
    document = _document("Runtime.ExitError", request_id, message)
    return document, document["errorMessage"]


def _document(kind: str, request_id: str, message: str) -> dict[str, Any]:
    return {"errorType": kind, "errorMessage": f"RequestId: {request_id} Error: {message}"}
