"""Gap: a request of any size is passed on.

AWS refuses a payload above 10 MB with 413 and the gateway response REQUEST_TOO_LARGE.

Source: Amazon API Gateway developer guide, "Quotas for configuring and running a REST API in API Gateway" and "Gateway
response types for API Gateway".

Needed by: module.storefront_api.aws_api_gateway_gateway_response.this (REQUEST_TOO_LARGE), tests/e2e/test_statuses.py.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1 as gateway

MAX_BODY_BYTES = 10 * 1024 * 1024


def apply() -> None:
    """Refuse large bodies before anything reads them."""
    gateway._check_request_validation = _limited(gateway._check_request_validation)


def _limited(check: Callable[..., Any]) -> Callable[..., Any]:
    def check_request(method: dict[str, Any], api_id: str, request: Any, headers: Any, body: bytes, *rest: Any) -> Any:
        if len(body) > MAX_BODY_BYTES:
            return gateway._GatewayError("REQUEST_TOO_LARGE", "Request Too Long", "RequestTooLargeException")
        return check(method, api_id, request, headers, body, *rest)

    return check_request
