"""Gap: what a function sends to the X-Ray daemon is taken whatever its role may do.

AWS: the daemon that Lambda runs beside a function uploads segments with ``xray:PutTraceSegments`` and, once a minute,
figures of its own with ``xray:PutTelemetryRecords``, as the function's role. Without the first the segments are lost.

Source: Lambda developer guide, "Visualize Lambda function invocations using AWS X-Ray" (execution role permissions,
managed policy AWSXRayDaemonWriteAccess); X-Ray developer guide, "AWS X-Ray daemon".

Needed by: module.ingest.aws_iam_role_policy.this, tests/permissions/test_removals_live.py.
"""

import functools
from typing import Any

from local.iam import authorization
from local.runtime import environment
from local.xray.daemon import Daemon
from local.xray.service import DAEMON_ADDRESS_VARIABLE
from local.xray.store import STORE


def apply() -> None:
    """Give the functions of each role a daemon that asks the role."""
    describe = environment.function_environment

    def environment_with_daemon(worker: Any) -> dict[str, str]:
        variables = describe(worker)
        if authorization.is_enforced():
            variables[DAEMON_ADDRESS_VARIABLE] = _daemon_of(worker.config["Role"]).address
        return variables

    environment.function_environment = environment_with_daemon


@functools.cache
def _daemon_of(role_arn: str) -> Daemon:
    return Daemon(STORE, may=lambda action: authorization.role_may(role_arn, action, "*"))
