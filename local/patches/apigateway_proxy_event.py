"""Gap: a function's event has ids of its own, believes the client about its address and names no API key.

On AWS ``requestContext.requestId`` is the id in the response's ``x-amzn-requestid``, and ``extendedRequestId`` the one
in ``x-amz-apigw-id``; ``identity.sourceIp`` is the address of the connection, whatever ``X-Forwarded-For`` says;
``identity`` has all its members, among them ``apiKeyId``; ``queryStringParameters`` has the last of several values; and
the event of a REST API has no ``version``.

Source: Amazon API Gateway developer guide, "Set up Lambda proxy integrations in API Gateway" (input format).

Needed by: functions/ingest (caller and request id), tests/e2e/test_usage.py.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1 as gateway

from local.patches import _gateway
from local.patches._gateway_request import GatewayRequest

IDENTITY_MEMBERS = (
    "accessKey",
    "accountId",
    "apiKey",
    "apiKeyId",
    "caller",
    "cognitoAuthenticationProvider",
    "cognitoAuthenticationType",
    "cognitoIdentityId",
    "cognitoIdentityPoolId",
    "principalOrgId",
    "user",
    "userArn",
)


def apply() -> None:
    """Tell the function what API Gateway knows of the request."""
    _gateway.observe()
    gateway._build_lambda_event_v1 = _completed(gateway._build_lambda_event_v1)
    gateway._execute_in_scope = _with_ids_in_response(gateway._execute_in_scope)


def _completed(build: Callable[..., Any]) -> Callable[..., Any]:
    def build_event(*arguments: Any, **options: Any) -> Any:
        event = build(*arguments, **options)
        request = _gateway.current()
        if request is not None:
            event.pop("version", None)
            event["requestContext"] |= _context(request)
            event["requestContext"]["identity"] = _identity(request, event["requestContext"]["identity"])
            if request.query:
                event["queryStringParameters"] = {name: values[-1] for name, values in request.query.items()}
        return event

    return build_event


def _context(request: GatewayRequest) -> dict[str, object]:
    host = request.headers.get("host", "").partition(":")[0]
    return {
        "requestId": request.request_id,
        "extendedRequestId": request.extended_request_id,
        "requestTime": request.request_time,
        "requestTimeEpoch": int(request.started * 1000),
        "domainName": host,
        "domainPrefix": host.partition(".")[0],
    }


def _identity(request: GatewayRequest, known: dict[str, object]) -> dict[str, object]:
    key = {"apiKey": request.api_key, "apiKeyId": request.api_key_id} if request.api_key_id else {}
    return {**dict.fromkeys(IDENTITY_MEMBERS), **known, **key, "sourceIp": request.source_ip}


def _with_ids_in_response(execute: Callable[..., Any]) -> Callable[..., Any]:
    async def execute_in_scope(values: dict[str, Any], *arguments: Any) -> Any:
        response = await execute(values, *arguments)
        request = _gateway.current()
        if request is not None and isinstance(response, tuple):
            response[1]["x-amzn-requestid"] = request.request_id
            response[1]["x-amz-apigw-id"] = request.extended_request_id
        return response

    return execute_in_scope
