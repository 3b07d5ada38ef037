"""The program inside a function's process: it imports the handler once and calls it for each invocation.

It does what Lambda's own runtime interface client for Python does
(https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html, "Lambda function errors in Python"): an exception
of the handler is an answer with ``errorType``, ``errorMessage`` and ``stackTrace``, and the process lives on.

Runs as a script of its own, on the function's Python and with the function's ``sys.path``, so it imports the standard
library only. One JSON document a line: first ``{"code_dir", "module", "handler", "env", ...}``, then for each
invocation ``{"event", "timeout_ms", "request_id", "invoked_function_arn", "environment"}``; each is answered with one
line, ``{"result": ...}`` or ``{"error": ...}``, with ``"ends": true`` where the process ends after it. All that the
function writes goes to standard error, and the end of an invocation's output is marked there with
:data:`END_OF_OUTPUT`.
"""

import importlib
import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

END_OF_OUTPUT = "\x00end of invocation\x00"


class LambdaContext:
    """The context object, https://docs.aws.amazon.com/lambda/latest/dg/python-context.html."""

    def __init__(self, invocation: dict[str, Any]) -> None:
        self._deadline = time.monotonic() + invocation["timeout_ms"] / 1000
        self.aws_request_id = invocation["request_id"]
        self.invoked_function_arn = invocation["invoked_function_arn"]
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME", f"/aws/lambda/{self.function_name}")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME", "")
        self.identity = SimpleNamespace(cognito_identity_id=None, cognito_identity_pool_id=None)
        self.client_context = None

    def get_remaining_time_in_millis(self) -> int:
        """Return the milliseconds left before the function times out."""
        return max(0, int((self._deadline - time.monotonic()) * 1000))


def take_standard_streams() -> tuple[IO[str], IO[str]]:
    """Keep the two pipes to the stack for this program; the function gets an empty input and one output, its log."""
    requests, answers = os.fdopen(os.dup(0), encoding="utf-8"), os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")  # type: ignore[union-attr]
    return requests, answers


def extend_path(code_dir: str) -> None:
    """Put the code first and the layers after it, as on Lambda: ``/var/task``, then ``/opt/python``."""
    folders = [Path(code_dir)]
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for layer in filter(None, os.environ.get("_LAMBDA_LAYERS_DIRS", "").split(os.pathsep)):
        folders += [Path(layer, "python", "lib", version, "site-packages"), Path(layer, "python")]
    sys.path[:0] = [str(folder) for folder in folders if folder.is_dir()]


def load_handler(module: str, name: str) -> Callable[[Any, LambdaContext], Any]:
    """Import the handler. Raises the exceptions that :func:`describe_load_error` knows."""
    return getattr(importlib.import_module(module), name)  # type: ignore[no-any-return]


def describe_load_error(error: BaseException, module: str, name: str) -> dict[str, Any]:
    """Return Lambda's answer for a handler that cannot be loaded."""
    if isinstance(error, ImportError):
        return answer("Runtime.ImportModuleError", f"Unable to import module '{module}': {error}")
    if isinstance(error, SyntaxError):
        return answer("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module}': {error}")
    if isinstance(error, AttributeError) and getattr(error, "name", None) == name:
        return answer("Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module}'")
    return describe_error(error)


def describe_error(error: BaseException) -> dict[str, Any]:
    """Return Lambda's answer for an exception: the frames of the function, without those of this program."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != __file__]
    return answer(type(error).__name__, str(error), traceback.format_list(frames))


def answer(kind: str, message: str, stack: list[str] | None = None) -> dict[str, Any]:
    """Return the error document of an invocation."""
    return {"errorMessage": message, "errorType": kind, "stackTrace": stack or []}


def log_error(error: dict[str, Any]) -> None:
    """Write the error to the log as the runtime does."""
    print(f"[ERROR] {error['errorType']}: {error['errorMessage']}", "Traceback (most recent call last):", sep="\n")
    print("".join(error["stackTrace"]), end="")


def call(handler: Callable[[Any, LambdaContext], Any], invocation: dict[str, Any]) -> dict[str, Any]:
    """Call the handler once; return ``{"result": ...}`` or ``{"error": ...}``, both ready for JSON."""
    try:
        result = handler(invocation["event"], LambdaContext(invocation))
    except Exception as error:  # noqa: BLE001 - whatever the handler raises is its answer
        return {"error": describe_error(error)}
    try:
        json.dumps(result)
    except (TypeError, ValueError) as error:
        return {"error": answer("Runtime.MarshalError", f"Unable to marshal response: {error}")}
    return {"result": result}


def main(before_import: Callable[[], None]) -> None:
    """Serve invocations until the stack closes the pipe. ``before_import`` runs once the path is complete."""
    requests, answers = take_standard_streams()
    setup = json.loads(requests.readline())
    os.environ.update(setup["env"])
    extend_path(setup["code_dir"])
    before_import()
    handler: Callable[[Any, LambdaContext], Any] | None = None
    load_error: dict[str, Any] = {}
    try:
        handler = load_handler(setup["module"], setup["handler"])
    except Exception as error:  # noqa: BLE001 - whatever the module raises is the answer to the first invocation
        load_error = describe_load_error(error, setup["module"], setup["handler"])
    print(json.dumps({"status": "ready"}), file=answers, flush=True)

    own: set[str] = set()
    for line in requests:
        invocation = json.loads(line)
        for name in own - set(invocation["environment"]):
            os.environ.pop(name, None)
        os.environ.update(invocation["environment"])
        own = set(invocation["environment"])
        outcome: dict[str, Any] = {"error": load_error, "ends": True} if handler is None else call(handler, invocation)
        if "error" in outcome:
            log_error(outcome["error"])
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(2, f"{END_OF_OUTPUT}\n".encode())
        print(json.dumps(outcome), file=answers, flush=True)
        if handler is None:
            break  # a failed start is not reused: the next invocation tries again in a new process
