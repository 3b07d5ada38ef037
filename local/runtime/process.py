"""One invocation in a function's process, seen from the stack."""

import json
import queue
import select
import signal
import subprocess
import time
from datetime import UTC, datetime
from typing import IO, Any, cast

from local.runtime.bootstrap import END_OF_OUTPUT

OUTPUT_DEADLINE_SECONDS = 1.0
EXIT_DEADLINE_SECONDS = 5.0


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
        try:
            outcome = _exchange(process, request, timeout)
        except (EOFError, TimeoutError) as failure:
            worker._proc = None
            document, line = _end(process, request_id, timeout, failure)
            worker._stderr_thread.join(OUTPUT_DEADLINE_SECONDS)
            log = [*_output(worker._stderr_queue, deadline=0.0), line]
            return {"error": document, "log": "\n".join(log)}
        log = _output(worker._stderr_queue, deadline=time.monotonic() + OUTPUT_DEADLINE_SECONDS)
        if outcome.pop("ends", False):
            worker._proc = None
            process.wait()
        return {**outcome, "log": "\n".join(log)}


def _exchange(process: subprocess.Popen[str], request: dict[str, Any], timeout: float) -> dict[str, Any]:
    """Send the request and return the answer. Raises ``EOFError`` when the process ends, ``TimeoutError`` when late."""
    requests, answers = cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)
    try:
        requests.write(json.dumps(request) + "\n")
        requests.flush()
    except BrokenPipeError:
        raise EOFError from None
    if not select.select([answers], [], [], timeout)[0]:
        raise TimeoutError
    line = answers.readline()
    if not line.endswith("\n"):  # it ended before it had answered, or while it did
        raise EOFError
    return dict(json.loads(line))


def _output(lines: "queue.Queue[str]", *, deadline: float) -> list[str]:
    """Return what the function wrote: up to the mark, or what arrived by ``deadline`` (monotonic) if it wrote none."""
    collected: list[str] = []
    while True:
        try:
            line = lines.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            return collected
        if line.endswith(END_OF_OUTPUT):
            return [*collected, *filter(None, [line.removesuffix(END_OF_OUTPUT)])]
        collected.append(line)


def _end(
    process: subprocess.Popen[str], request_id: str, timeout: float, failure: EOFError | TimeoutError
) -> tuple[dict[str, Any], str]:
    """Let the process end, or end it. Return Lambda's error document for that and the line that it logs."""
    if isinstance(failure, TimeoutError):
        process.kill()
        process.wait()
        message = f"Task timed out after {timeout:.2f} seconds"
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
        return _document("Sandbox.Timedout", request_id, message), f"{now}Z {request_id} {message}"
    try:
        code = process.wait(EXIT_DEADLINE_SECONDS)
    except subprocess.TimeoutExpired:  # it closed its pipes and lives on, for example in a thread
        process.kill()
        code = process.wait()
    if code == 0:
        message = "Runtime exited without providing a reason"
    elif code > 0:
        message = f"Runtime exited with error: exit status {code}"
    else:
        message = f"Runtime exited with error: signal: {(signal.strsignal(-code) or str(-code)).lower()}"
    document = _document("Runtime.ExitError", request_id, message)
    return document, document["errorMessage"]


def _document(kind: str, request_id: str, message: str) -> dict[str, Any]:
    return {"errorType": kind, "errorMessage": f"RequestId: {request_id} Error: {message}"}
