"""Gap: a stage logs although API Gateway was never allowed to write to CloudWatch Logs.

On AWS an account's API Gateway has one role for all its logs. While it is not set, a stage refuses access logs and
execution logs, so the order of a deployment matters.

Source: Amazon API Gateway developer guide, "Set up CloudWatch logging for REST APIs in API Gateway" (permissions).

Needed by: tools/gateway_account.py.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1 as gateway

MESSAGE = "CloudWatch Logs role ARN must be set in account settings to enable logging"


def apply() -> None:
    """Refuse to switch logging on without the role."""
    gateway._create_stage = _guarded(gateway._create_stage, _created_with_logs)
    gateway._update_stage = _guarded(gateway._update_stage, _switches_logs_on)


def _guarded(change: Callable[..., Any], enables: Callable[[dict[str, Any]], bool]) -> Callable[..., Any]:
    def change_stage(*arguments: Any) -> Any:
        if enables(arguments[-1]) and not _role():
            return gateway._v1_error("BadRequestException", MESSAGE, 400)
        return change(*arguments)

    return change_stage


def _role() -> object:
    settings = gateway._account_settings.get("settings") or {}
    return settings.get("cloudwatchRoleArn")


def _created_with_logs(data: dict[str, Any]) -> bool:
    return bool((data.get("accessLogSettings") or {}).get("destinationArn"))


def _switches_logs_on(data: dict[str, Any]) -> bool:
    for operation in data.get("patchOperations", []):
        path, value = operation.get("path", ""), operation.get("value")
        if path == "/accessLogSettings/destinationArn" and value:
            return True
        if path.endswith("/logging/loglevel") and value not in {None, "OFF"}:
            return True
    return False
