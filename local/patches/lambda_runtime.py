"""A Python function runs as on Lambda: by AWS's own runtime interface client, in an environment like Lambda's.

Gap: ministack calls the handler from a script of its own, in its own environment. Answers, errors, logs and the context
are that script's; the host's variables and packages leak in, while documented variables are missing; a process ends
whenever its handler raises; the package is unpacked anew for each process, without its files' permissions.

AWS: a managed runtime is the runtime interface client, which PyPI has as awslambdaric, talking to the Runtime API
("Using the Lambda runtime API for custom runtimes", https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). A
function sees what :mod:`local.runtime.environment` and :mod:`local.runtime.packages` name, and its package's files with
the permissions that they have in it (https://docs.aws.amazon.com/lambda/latest/dg/python-package.html). An error leaves
the environment warm; only a runtime that exits or runs out of time is replaced
(https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html, "Failures during the invoke phase").

Left as it is: the process runs on the host's Python whatever ``Runtime`` says (a difference is logged); memory is not
limited; paths are temporary directories instead of ``/var/task`` and ``/opt``, and root may write to them; the lines of
one logged text are events each; numbers of a response have a double's digits, since ministack parses it; a function's
calls do not count for ministack's guard against loops.

Needed by: functions/ingest/handler.py, functions/recommender/handler.py.
"""

import functools
import logging
import sys
from typing import Any

PYTHON = "python"

logger = logging.getLogger(__name__)


@functools.cache
def note_other_runtime(function: str, runtime: str) -> None:
    """Log once when a function's runtime is not the Python that runs it here."""
    host = f"{PYTHON}{sys.version_info.major}.{sys.version_info.minor}"
    if runtime != host:
        logger.warning("%s declares %s; the local stack runs it on %s", function, runtime, host)


def apply() -> None:
    """Run Python functions in a :class:`~local.runtime.process.Process`; leave other runtimes to ministack."""
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    from local.runtime.process import Process

    choose, execute = lambda_runtime._worker_class_for, lambda_svc._execute_function_warm

    def worker_class_for(config: dict[str, Any]) -> Any:
        return Process if str(config.get("Runtime")).startswith(PYTHON) else choose(config)

    def execute_function_warm(function: dict[str, Any], event: Any, request_id: str) -> dict[str, Any]:
        config, code = function.get("config") or function, function.get("code_zip")
        if not code or not str(config.get("Runtime")).startswith(PYTHON):
            return dict(execute(function, event, request_id))
        note_other_runtime(config["FunctionName"], config["Runtime"])
        lambda_svc._ensure_reaper_thread()
        process, _ = lambda_runtime.acquire_worker(
            config["FunctionName"], config, code, qualifier=config.get("Version", "$LATEST")
        )
        try:
            outcome = process.run(
                event, request_id, config.get("FunctionArn", ""), lambda_svc._xray_trace_id_for_invocation(config)
            )
        finally:
            lambda_runtime.release_worker(process)
        if "error" in outcome:
            return {"body": outcome["error"], "error": True, "function_error": "Unhandled", "log": outcome["log"]}
        return {"body": outcome["result"], "log": outcome["log"]}

    lambda_runtime._worker_class_for = worker_class_for
    lambda_svc._execute_function_warm = execute_function_warm
