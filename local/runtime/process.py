"""A function's process: AWS's runtime interface client with the function's code, started once, invoked many times."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from typing import IO, Any, cast

from ministack.core.lambda_runtime import Worker

from local.runtime import environment, invocations, packages
from local.runtime.invocations import TIMED_OUT, FailedStart
from local.runtime.output import Output
from local.runtime.runtime_api import ERROR, EXIT, INIT_ERROR, NEXT, RESPONSE, Event, Invocation, RuntimeApi

EXIT_DEADLINE_SECONDS = 5.0
# The init phase's own time, https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
INIT_SECONDS = 10.0


class FailedError(RuntimeError):
    """The process did not start, ended, or ran out of time. ``document``: Lambda's response; ``line``: for the log."""

    def __init__(self, document: dict[str, Any], line: str = "") -> None:
        super().__init__(document["errorMessage"])
        self.document, self.line = document, line


class Process(Worker):  # type: ignore[misc] # ministack has no types
    """An execution environment of a Python function. ministack keeps a pool of them, and ends them."""

    _proc: subprocess.Popen[bytes] | None
    _request_id = ""
    _api: RuntimeApi
    _output: Output

    def _spawn(self) -> None:
        """Start the process and wait until it asks for an invocation. Raises :class:`FailedError`."""
        from ministack.services import lambda_svc

        began = time.time()
        self._discard_tmpdir()
        code = lambda_svc._docker_extracted_dir(self.code_zip, "code")
        zips = filter(None, map(lambda_svc._resolve_layer_zip, self.config.get("Layers") or []))
        layers = [lambda_svc._docker_extracted_dir(each, "layer") for each in zips]
        self._api = RuntimeApi()
        variables = {
            **environment.function_environment(self),
            "AWS_LAMBDA_RUNTIME_API": self._api.address,
            "LAMBDA_RUNTIME_DIR": str(packages.runtime_packages()),
            "LAMBDA_TASK_ROOT": code,
            "PYTHONPATH": packages.import_path(code, layers),
        }
        # No site-packages, and no directory of the script: what the function may import is on PYTHONPATH.
        command = [sys.executable, "-X", "utf8", "-S", "-s", "-P", "-m", "awslambdaric", self.config["Handler"]]
        self._proc = process = subprocess.Popen(
            command,
            bufsize=0,
            cwd=code,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._output = Output(cast("IO[bytes]", process.stdout))
        threading.Thread(target=_report_exit, args=(process, self._api), name="function-exit", daemon=True).start()
        invocation = invocations.current.get()
        try:
            self._wait(INIT_SECONDS + self._timeout, NEXT)
        except FailedError as failed:
            if invocation:
                invocation.failed_start = FailedStart(began, time.time(), failed.document["errorType"])
            raise
        if invocation:
            invocation.initialized = (began, time.time())

    def run(self, event: Any, request_id: str, arn: str, trace_header: str | None) -> dict[str, Any]:
        """Run one invocation, starting the process first where there is none.

        Returns ``{"result", "log"}`` or ``{"error", "log"}``, where ``error`` is Lambda's error document. Only a
        process that ended or ran out of time is replaced, by the next invocation.
        """
        with self._lock:
            self._request_id = request_id
            try:
                if self._proc is None or self._proc.poll() is not None:
                    self._spawn()
                self._api.invoke(self._invocation(event, request_id, arn, trace_header))
                response = self._wait(self._timeout, RESPONSE, ERROR)
            except FailedError as failed:
                log = [*self._output.take(), *filter(None, [failed.line])]
                return {"error": {**failed.document, "requestId": request_id}, "log": "\n".join(log)}
            return {**_outcome(response), "log": "\n".join(self._output.take())}

    @property
    def _timeout(self) -> float:
        return float(self.config.get("Timeout") or 3)

    def _invocation(self, event: Any, request_id: str, arn: str, trace_header: str | None) -> Invocation:
        deadline = int((time.time() + self._timeout) * 1000)
        headers = {"Deadline-Ms": str(deadline), "Invoked-Function-Arn": arn}
        if trace_header:
            headers["Trace-Id"] = trace_header
        return Invocation(request_id, json.dumps(event).encode(), headers)

    def _wait(self, seconds: float, *kinds: str) -> Event:
        """Return the next event of one of these ``kinds``. Raises :class:`FailedError` where none comes."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                event = self._api.events.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                self._give_up()
                message = f"Task timed out after {self._timeout:.2f} seconds"
                now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
                line = f"{now}Z {self._request_id} {message}"
                raise FailedError(self._document(TIMED_OUT, message), line) from None
            if event.kind in kinds:
                return event
            if event.kind == INIT_ERROR:
                self._give_up(EXIT_DEADLINE_SECONDS)  # what it does at its end may log, too
                raise FailedError(json.loads(event.body))
            if event.kind == EXIT:
                document = self._document("Runtime.ExitError", _why(self._give_up()))
                raise FailedError(document, document["errorMessage"])

    def _document(self, kind: str, message: str) -> dict[str, Any]:
        return {"errorType": kind, "errorMessage": f"RequestId: {self._request_id} Error: {message}"}

    def _give_up(self, patience: float = 0.0) -> int:
        """Kill the process unless it ends by itself within ``patience`` seconds, and return its exit status."""
        process, self._proc = cast("subprocess.Popen[bytes]", self._proc), None
        self._api.close()
        try:
            return process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def _discard_tmpdir(self) -> None:
        if hasattr(self, "_api"):
            self._api.close()


def _report_exit(process: subprocess.Popen[bytes], api: RuntimeApi) -> None:
    """Wait for the end, and leave the exit status for ``Popen``, which would otherwise say that the process runs."""
    if hasattr(os, "waitid"):  # macOS has it since Python 3.13
        with contextlib.suppress(ChildProcessError):  # somebody else took the status
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    else:
        process.wait()
    api.events.put(Event(EXIT))


def _why(code: int) -> str:
    if code == 0:
        return "Runtime exited without providing a reason"
    if code > 0:
        return f"Runtime exited with error: exit status {code}"
    return f"Runtime exited with error: signal: {(signal.strsignal(-code) or str(-code)).lower()}"


def _outcome(response: Event) -> dict[str, Any]:
    """Return the response as ministack has it: what is JSON as a value, other bytes as they are."""
    try:
        return {"error" if response.kind == ERROR else "result": json.loads(response.body)}
    except ValueError:
        return {"result": response.body}
