"""Gap: what was never set is answered with an empty or made-up value.

AWS leaves the member out: ``quota`` and ``throttle`` of a usage plan without them, and ``httpMethod`` and ``uri`` of a
MOCK integration, which calls nobody. Terraform sees a difference for ever otherwise.

Source: Amazon API Gateway API reference, "UsagePlan" and "Integration".

Needed by: module.storefront_api.aws_api_gateway_integration.options (MOCK, with neither method nor URI).
"""

from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1 as gateway

USAGE_PLAN_MEMBERS = ("quota", "throttle")
MOCK_MEMBERS = ("httpMethod", "uri")


def apply() -> None:
    """Leave out what is not set."""
    gateway._v1_response = _trimmed(gateway._v1_response)


def _trimmed(respond: Callable[..., Any]) -> Callable[..., Any]:
    def response(data: Any, *arguments: Any) -> Any:
        return respond(_without_absent(data), *arguments)

    return response


def _without_absent(data: Any) -> Any:
    if not isinstance(data, dict):
        return data
    if isinstance(data.get("item"), list):
        return {**data, "item": [_without_absent(entry) for entry in data["item"]]}
    absent: set[str] = set()
    if "apiStages" in data:
        absent = {name for name in USAGE_PLAN_MEMBERS if not data.get(name)}
    elif data.get("type") == "MOCK" and "cacheKeyParameters" in data:
        absent = set(MOCK_MEMBERS)
    elif isinstance(data.get("methodIntegration"), dict):
        data = {**data, "methodIntegration": _without_absent(data["methodIntegration"])}
    return {name: value for name, value in data.items() if name not in absent}
