"""A Python function sees the environment that Lambda documents, and nothing of the host.

Gap: ministack starts functions with its own environment and Python path, so the host's variables and packages leak
in, while ``AWS_EXECUTION_ENV``, ``_HANDLER``, the log group and others are missing. A function that forgot to package a
library works here and fails on AWS.

AWS: "Defined runtime environment variables" lists what a function sees
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html); of packages, it sees its own, its layers' and
the SDK for Python that the runtime brings along (https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html).

Left as it is: the process runs on the host's Python whatever ``Runtime`` says (a difference is logged), memory is not
limited, ``AWS_LAMBDA_RUNTIME_API`` is unset because no such server exists, and paths are temporary directories
instead of ``/var/task`` and ``/var/runtime``.
"""

import functools
import importlib.util
import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.runtime import log_streams

PYTHON = "python"

# What the SDK for Python in Lambda's runtimes consists of: boto3 and what it needs.
RUNTIME_PACKAGES = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3")

# Worth keeping of what ministack passes: identity, credentials and where this stack's endpoints are.
KEPT = frozenset(
    {
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_DISABLE_HOST_PREFIX_INJECTION",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_XRAY_DAEMON_ADDRESS",
        "HOME",
        "LAMBDA_TASK_ROOT",
        "TMPDIR",
        "_LAMBDA_LAYERS_DIRS",
    }
)
KEPT_PREFIX = "AWS_ENDPOINT_URL"

logger = logging.getLogger(__name__)


@functools.cache
def runtime_directory() -> str:
    """Return a directory with links to the packages of Lambda's runtime and nothing else."""
    folder = Path(tempfile.mkdtemp(prefix="lambda-runtime-"))
    for package in RUNTIME_PACKAGES:
        found = importlib.util.find_spec(package)
        if found is None or found.origin is None:
            raise RuntimeError(f"The local stack needs the package {package}. Install requirements-dev.txt.")
        source = Path(found.origin)
        source = source.parent if source.name == "__init__.py" else source
        (folder / source.name).symlink_to(source)
    return str(folder)


def function_environment(worker: Any, passed: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of the process that ``worker`` is about to start.

    ``passed`` is what ministack would start it with. The function's own variables win, save over those that Lambda
    reserves (which it refuses when the function is created).
    """
    config = worker.config
    kept = {name: value for name, value in passed.items() if name in KEPT or name.startswith(KEPT_PREFIX)}
    unreserved = {
        "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
        "LANG": "en_US.UTF-8",
        "PATH": "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
        "PYTHONPATH": runtime_directory(),
        "TZ": ":UTC",
    }
    reserved = {
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{config['Runtime']}",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": log_streams.group_of(config),
        "AWS_LAMBDA_LOG_STREAM_NAME": log_streams.begin(worker),
        "LAMBDA_RUNTIME_DIR": runtime_directory(),
        "_HANDLER": config["Handler"],
    }
    own = (config.get("Environment") or {}).get("Variables") or {}
    return {**unreserved, **kept, **own, **reserved}


@functools.cache
def note_other_runtime(function: str, runtime: str) -> None:
    """Log once when a function's runtime is not the Python that runs it here."""
    host = f"{PYTHON}{sys.version_info.major}.{sys.version_info.minor}"
    if runtime != host:
        logger.warning("%s declares %s; the local stack runs it on %s", function, runtime, host)


class _Subprocess:
    """Stands in for the module ``subprocess`` where ministack starts functions."""

    def __init__(self) -> None:
        self.starting = threading.local()

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)

    def Popen(self, command: list[str], *, env: dict[str, str], **options: Any) -> Any:  # noqa: N802 - its name there
        worker = getattr(self.starting, "worker", None)
        if worker is None or not str(worker.config.get("Runtime")).startswith(PYTHON):
            return subprocess.Popen(command, env=env, **options)
        # No site-packages, no directory of the script: what the function may import is on PYTHONPATH and in its zip.
        python, *arguments = command
        isolated = [python, "-X", "utf8", "-S", "-s", "-P", *arguments]
        return subprocess.Popen(isolated, env=function_environment(worker, env), **options)


def apply() -> None:
    """Start Python functions with the documented environment."""
    from ministack.core import lambda_runtime

    stand_in = _Subprocess()
    spawn = lambda_runtime.Worker._spawn

    def spawn_with_environment(worker: Any) -> None:
        note_other_runtime(worker.func_name, str(worker.config.get("Runtime")))
        stand_in.starting.worker = worker
        try:
            spawn(worker)
        finally:
            stand_in.starting.worker = None

    lambda_runtime.subprocess = stand_in
    lambda_runtime.Worker._spawn = spawn_with_environment
    # Held back from the bootstrap too: Lambda refuses them in a function's own variables.
    lambda_runtime._RESERVED_RUNTIME_ENV_VARS |= {"_HANDLER", "AWS_EXECUTION_ENV", "AWS_LAMBDA_LOG_GROUP_NAME"}
