"""A handler's exception is its answer, not the end of its process.

Gap: ministack kills a Python function's process whenever the handler raises, so the next call pays a cold start; the
error document says ``Runtime.HandlerError`` whatever was raised, a process that exits is an error without a reason, and
output that comes late lands in the log of the next invocation.

AWS: a handled function error leaves the execution environment warm; only a runtime that exits or times out is
replaced. The error document carries the exception's type, message and stack trace.

Sources: "Understanding the Lambda execution environment lifecycle"
(https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html), "Failures during the invoke phase";
"Lambda function errors in Python" (https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html).
"""

import sys
from pathlib import Path
from typing import Any

from local.runtime import bootstrap, process

PYTHON = "python"


def apply() -> None:
    """Run Python functions with :mod:`local.runtime.bootstrap`; leave other runtimes to ministack."""
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    script = (
        lambda_runtime.INVOKE_DEPTH_BOOTSTRAP
        + Path(bootstrap.__file__).read_text(encoding="utf-8")
        + "\n\nmain(before_import=_ms_install_invoke_depth)\n"
    )
    detect, execute = lambda_runtime._detect_runtime_binary, lambda_svc._execute_function_warm

    def detect_runtime_binary(runtime: str) -> tuple[str, str]:
        return (sys.executable, script) if runtime.startswith(PYTHON) else detect(runtime)

    def read_output(worker: Any) -> None:
        worker._proc.stderr.reconfigure(errors="replace")
        lines = worker._stderr_queue
        for line in worker._proc.stderr:
            lines.put(line.rstrip("\n"))

    def execute_function_warm(function: dict[str, Any], event: Any, request_id: str) -> dict[str, Any]:
        config = function.get("config") or function
        code = function.get("code_zip")
        if not code or not str(config.get("Runtime")).startswith(PYTHON):
            return dict(execute(function, event, request_id))
        lambda_svc._ensure_reaper_thread()
        worker, _ = lambda_runtime.acquire_worker(
            config["FunctionName"], config, code, qualifier=config.get("Version", "$LATEST")
        )
        environment = {
            lambda_runtime.INVOKE_DEPTH_ENV: str(lambda_svc._invoke_depth.get()),
            **lambda_svc._durable_env_overlay(),
        }
        trace_header = lambda_svc._xray_trace_id_for_invocation(config)
        if trace_header:
            environment["_X_AMZN_TRACE_ID"] = trace_header
        try:
            outcome = process.invoke(worker, event, request_id, config.get("FunctionArn", ""), environment)
        finally:
            lambda_runtime.release_worker(worker)
        if "error" in outcome:
            body = {"requestId": request_id, **outcome["error"]}
            return {"body": body, "error": True, "function_error": "Unhandled", "log": outcome["log"]}
        return {"body": outcome["result"], "log": outcome["log"]}

    lambda_runtime._detect_runtime_binary = detect_runtime_binary
    lambda_runtime.Worker._read_stderr = read_output
    lambda_svc._execute_function_warm = execute_function_warm
