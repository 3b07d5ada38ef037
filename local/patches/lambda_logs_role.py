"""Gap: a function's log is written whatever its role may do.

AWS: Lambda writes the log as the function's role: ``logs:CreateLogStream`` for a new execution environment's stream,
``logs:PutLogEvents`` for its lines. Without them the function runs and its lines are lost.

Source: Lambda developer guide, "Sending Lambda function logs to CloudWatch Logs" (required IAM permissions).

Needed by: module.ingest.aws_iam_role_policy.this, tests/permissions/test_removals_live.py.
"""

from typing import Any

from ministack.services import lambda_svc

from local.iam import authorization
from local.runtime import invocations, log_streams


def apply() -> None:
    """Ask the role before lines are written."""
    write = lambda_svc._emit_lambda_logs

    def write_if_permitted(*arguments: Any, **options: Any) -> None:
        invocation = invocations.current.get()
        if invocation is None or invocation.worker is None or _may_write(invocation):
            write(*arguments, **options)

    lambda_svc._emit_lambda_logs = write_if_permitted


def _may_write(invocation: invocations.Invocation) -> bool:
    config, worker = invocation.config, invocation.worker
    account, region = str(config["FunctionArn"]).split(":")[4], str(config["FunctionArn"]).split(":")[3]
    group, stream = log_streams.group_of(config), log_streams.of(worker)
    arn = f"arn:aws:logs:{region}:{account}:log-group:{group}:log-stream:{stream}"
    # Each process has a stream, which is created once and stays when the permission goes.
    if getattr(worker, "created_log_stream", None) != stream:
        if not authorization.role_may(config["Role"], "logs:CreateLogStream", arn):
            return False
        worker.created_log_stream = stream
    return authorization.role_may(config["Role"], "logs:PutLogEvents", arn)
