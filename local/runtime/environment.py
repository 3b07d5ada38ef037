"""The environment of a function's process: what Lambda documents, and where this stack's endpoints are.

"Defined runtime environment variables", https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

import os
from typing import Any

from local.runtime import log_streams

# Of this process's own: where the stack's endpoints are, and what replaces Lambda's /tmp and home.
KEPT = frozenset({"AWS_XRAY_DAEMON_ADDRESS", "HOME", "TMPDIR"})
KEPT_PREFIX = "AWS_ENDPOINT_URL"


def function_environment(worker: Any) -> dict[str, str]:
    """Return the variables of the process that ``worker`` is about to start, without those that name files.

    The function's own win, save over those that Lambda reserves (which it refuses when the function is created).
    """
    from ministack.core.lambda_runtime import HOST_PREFIX_ENV, execution_credentials

    config = worker.config
    region = config["FunctionArn"].split(":")[3]
    kept = {name: value for name, value in os.environ.items() if name in KEPT or name.startswith(KEPT_PREFIX)}
    unreserved = {
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "LANG": "en_US.UTF-8",
        "PATH": "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "TZ": ":UTC",
        HOST_PREFIX_ENV: "true",
    }
    reserved = {
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        **execution_credentials(config),
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{config['Runtime']}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(config.get("MemorySize") or 128),
        "AWS_LAMBDA_FUNCTION_NAME": config["FunctionName"],
        "AWS_LAMBDA_FUNCTION_VERSION": config.get("Version") or "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": log_streams.group_of(config),
        "AWS_LAMBDA_LOG_STREAM_NAME": log_streams.begin(worker),
        "_HANDLER": config["Handler"],
        **_logging(config.get("LoggingConfig") or {}),
    }
    own = (config.get("Environment") or {}).get("Variables") or {}
    return {**unreserved, **kept, **own, **reserved}


def _logging(settings: dict[str, str]) -> dict[str, str]:
    """Return the variables that say in which format, and from which level on, the runtime logs."""
    variables = {"AWS_LAMBDA_LOG_FORMAT": "LogFormat", "AWS_LAMBDA_LOG_LEVEL": "ApplicationLogLevel"}
    return {name: settings[setting] for name, setting in variables.items() if settings.get(setting)}
