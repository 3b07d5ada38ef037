"""An execution environment writes to one log stream, the one that it finds in its environment.

Gap: ministack opens a log stream for each invocation, none of which is the function's
``AWS_LAMBDA_LOG_STREAM_NAME``; its REPORT line counts the cold start as duration, has no Init Duration and the memory
of processes that ended; no line tells of a start that failed; the events reach neither Live Tail nor GetLogRecord.

AWS: "Lambda automatically creates a log stream for each instance of your function", and the REPORT line has the figures
of the invocation (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html). A start that fails
or takes too long has an INIT_REPORT line, and no other start has
(https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html, "Failures during the init phase").

Left out: the JSON format of Lambda's own lines (``LoggingConfig.LogFormat``); the second start, with a line
of its own, that Lambda tries with the invocation after one that failed.

Needed by: module.ingest.aws_iam_role_policy.this (CreateLogStream), tests/permissions/test_removals_live.py.
"""

import math
import re
from pathlib import Path
from typing import Any

from local.runtime import invocations, log_streams
from local.runtime.invocations import TIMED_OUT, FailedStart, Invocation


def apply() -> None:
    """Write the lines of an invocation to the stream of the process that ran it."""
    from ministack.services import cloudwatch_logs, lambda_svc

    write = lambda_svc._emit_lambda_logs

    def emit(function: dict[str, Any], request_id: str, output: str, *arguments: Any, **options: Any) -> None:
        invocation = invocations.current.get()
        if invocation is None or invocation.worker is None:
            write(function, request_id, output, *arguments, **options)
            return
        group, stream = log_streams.group_of(invocation.config), log_streams.of(invocation.worker)
        # Both answer that it exists when it does.
        cloudwatch_logs._create_log_group({"logGroupName": group})
        cloudwatch_logs._create_log_stream({"logGroupName": group, "logStreamName": stream})
        cloudwatch_logs._put_log_events(
            {
                "logGroupName": group,
                "logStreamName": stream,
                "logEvents": _events(invocation, output.split("\n") if output else []),
            }
        )

    lambda_svc._emit_lambda_logs = emit
    invocations.install()


def _events(invocation: Invocation, output: list[str]) -> list[dict[str, Any]]:
    version = invocation.config.get("Version", "$LATEST")
    began, ended = (int(moment * 1000) for moment in (invocation.started, invocation.ended))
    start = f"START RequestId: {invocation.request_id} Version: {version}"
    lines = [*output, f"END RequestId: {invocation.request_id}", _report(invocation)]
    first = [start] if invocation.failed_start is None else [_init_report(invocation.failed_start), start]
    return [
        *({"timestamp": began, "message": line} for line in first),
        *({"timestamp": ended, "message": line} for line in lines),
    ]


def _init_report(start: FailedStart) -> str:
    timed_out = start.error == TIMED_OUT
    fields = [
        f"INIT_REPORT Init Duration: {1000 * (start.ended - start.began):.2f} ms",
        "Phase: init",
        f"Status: {'timeout' if timed_out else 'error'}",
        *([] if timed_out else [f"Error Type: {start.error}"]),
    ]
    return "\t".join(fields) + "\t"


def _report(invocation: Invocation) -> str:
    duration = 1000 * (invocation.ended - invocation.handler_started)
    cold_start = invocation.initialized
    init = 1000 * (cold_start[1] - cold_start[0]) if cold_start else 0.0
    fields = [
        f"REPORT RequestId: {invocation.request_id}",
        f"Duration: {duration:.2f} ms",
        f"Billed Duration: {math.ceil(duration + init)} ms",
        f"Memory Size: {invocation.config.get('MemorySize', 128)} MB",
        f"Max Memory Used: {_peak_memory(invocation.worker)} MB",
    ]
    if cold_start:
        fields.append(f"Init Duration: {init:.2f} ms")
    return "\t".join(fields) + "\t"


def _peak_memory(worker: Any) -> int:
    """Return the most memory that the process ever held, in MB; 0 where the system does not tell, or it has ended."""
    process = worker._proc
    try:
        status = Path(f"/proc/{process.pid if process else 0}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) // 1024 if found else 0
