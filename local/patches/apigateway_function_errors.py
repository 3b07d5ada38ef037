"""Gap: what a failed function said reaches the client, and a result of any shape counts as a response.

AWS answers 502 ``{"message": "Internal server error"}`` when a function behind a Lambda proxy integration fails or
returns anything but a proxy response, and 500 when Lambda refuses the invocation (a throttle). Both go through the
gateway response DEFAULT_5XX, whose own status code wins where it sets one. The error's text stays in the logs.

Source: AWS Lambda developer guide, "Handling Lambda errors with an API Gateway API"; API Gateway developer guide,
"Gateway response types for API Gateway" and "Set up Lambda proxy integrations in API Gateway" (output format).

Needed by: module.storefront_api.aws_api_gateway_gateway_response.this (DEFAULT_5XX).
"""

import json
from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1 as gateway

RESPONSE_MEMBERS = {"statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"}
FAILED, REFUSED = 502, 500


class NoProxyResponseError(Exception):
    """The function gave no response that API Gateway can pass on."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def apply() -> None:
    """Answer for the function when it has no response of its own."""
    gateway._lambda_proxy_response = proxy_response
    gateway._invoke_lambda_proxy_v1 = _responding_to_failures(gateway._invoke_lambda_proxy_v1)
    gateway._gateway_error_response = _with_status(gateway._gateway_error_response)


def proxy_response(result: dict[str, Any]) -> tuple[dict[str, Any], None]:
    """Return the proxy response in an invocation's ``result``. Raises :class:`NoProxyResponseError`."""
    if result.get("throttle"):
        raise NoProxyResponseError(REFUSED)
    payload = result.get("body")
    if isinstance(payload, str | bytes):
        try:
            payload = json.loads(payload)
        except ValueError:
            raise NoProxyResponseError(FAILED) from None
    if result.get("error") or not isinstance(payload, dict) or not _is_proxy_response(payload):
        raise NoProxyResponseError(FAILED)
    return {**payload, "statusCode": int(payload.get("statusCode", 200)), "body": payload.get("body") or ""}, None


def _is_proxy_response(payload: dict[str, Any]) -> bool:
    status, body = str(payload.get("statusCode", 200)), payload.get("body")
    return (
        payload.keys() <= RESPONSE_MEMBERS
        and status.isdigit()
        and 100 <= int(status) <= 599
        and (body is None or isinstance(body, str))
    )


def _responding_to_failures(invoke: Callable[..., Any]) -> Callable[..., Any]:
    async def invoke_lambda_proxy(*arguments: Any, **options: Any) -> Any:
        try:
            return await invoke(*arguments, **options)
        except NoProxyResponseError as failure:
            error = gateway._gw_error("DEFAULT_5XX", "Internal server error")
            error.status = failure.status
            return error

    return invoke_lambda_proxy


def _with_status(render: Callable[..., Any]) -> Callable[..., Any]:
    """Give errors that know their status that status, unless the API's gateway response sets one."""

    def gateway_error_response(error: Any, request: dict[str, Any]) -> Any:
        status, headers, body = render(error, request)
        deployed = gateway._deployed_gateway_responses.get(request["api_id"], {}).get(
            request["stage"].get("deploymentId"), {}
        )
        if hasattr(error, "status") and not deployed.get(error.response_type, {}).get("statusCode"):
            status = error.status
        return status, headers, body

    return gateway_error_response
