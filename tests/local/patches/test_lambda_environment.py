"""What a function finds in its environment."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.rest_api import create_function

pytestmark = pytest.mark.patch("lambda_runtime")

ENVIRONMENT = "import os\ndef handler(event, context):\n    return dict(os.environ)\n"

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, "Defined runtime environment variables".
DOCUMENTED = {
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_FORMAT",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_XRAY_CONTEXT_MISSING",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
    "LANG",
    "PATH",
    "PYTHONPATH",
    "TZ",
    "_HANDLER",
}
# This stack's own: where its endpoints are, what replaces Lambda's /tmp and home, and the emulator's bookkeeping.
OF_THE_STACK = {
    "AWS_DISABLE_HOST_PREFIX_INJECTION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_PERSONALIZE_RUNTIME",
    "AWS_XRAY_DAEMON_ADDRESS",
    "HOME",
    "LC_CTYPE",
    "TMPDIR",
    "_X_AMZN_TRACE_ID",
}


def invoke(stack: Stack, name: str) -> Any:
    return json.load(stack.client("lambda").invoke(FunctionName=name)["Payload"])


def test_a_function_finds_the_documented_variables(stack: Stack) -> None:
    name = create_function(stack, ENVIRONMENT, MemorySize=256)
    found = invoke(stack, name)
    assert set(found) >= DOCUMENTED
    assert {
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
        "AWS_LAMBDA_FUNCTION_NAME": name,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{name}",
        "AWS_REGION": stack.region,
        "TZ": ":UTC",
        "_HANDLER": "main.handler",
    }.items() <= found.items()
    assert "[$LATEST]" in found["AWS_LAMBDA_LOG_STREAM_NAME"]
    assert (Path(found["LAMBDA_TASK_ROOT"]) / "main.py").is_file()


def test_nothing_of_the_host_is_in_a_functions_environment(stack: Stack) -> None:
    assert set(invoke(stack, create_function(stack, ENVIRONMENT))) <= DOCUMENTED | OF_THE_STACK


def test_a_functions_own_variables_win_over_lambdas_defaults(stack: Stack) -> None:
    own = {"TZ": "Europe/Berlin", "AWS_XRAY_CONTEXT_MISSING": "RUNTIME_ERROR", "COLOUR": "green"}
    found = invoke(stack, create_function(stack, ENVIRONMENT, Environment={"Variables": own}))
    assert own.items() <= found.items()
    assert found["AWS_EXECUTION_ENV"] == "AWS_Lambda_python3.13"


def test_a_function_imports_the_sdk_but_no_package_of_the_host(stack: Stack) -> None:
    source = (
        "import boto3, importlib.util\n"
        "def handler(event, context):\n"
        "    return {name: importlib.util.find_spec(name) is not None for name in ('boto3', 'ministack', 'pytest')}\n"
    )
    assert invoke(stack, create_function(stack, source)) == {"boto3": True, "ministack": False, "pytest": False}


def test_another_runtime_than_the_hosts_python_is_logged(stack: Stack) -> None:
    host = f"python{sys.version_info.major}.{sys.version_info.minor}"
    declared = "python3.14" if host != "python3.14" else "python3.13"
    name = create_function(stack, ENVIRONMENT)
    stack.client("lambda").update_function_configuration(FunctionName=name, Runtime=declared)
    invoke(stack, name)
    line = f"{name} declares {declared}; the local stack runs it on {host}"
    eventually(lambda: stack.log_tail(100), lambda log: line in log, seconds=1)
