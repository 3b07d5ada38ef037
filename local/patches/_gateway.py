"""Observe the requests to API Gateway while ministack handles them.

Several patches describe the same request: access logs, metrics, execution logs, traces and proxy events. Each works
without the others; this module gives them the one description that all of them use.
"""

import functools
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.core.responses import get_request_client_ip
from ministack.services import apigateway_v1 as gateway

from local.patches import _gateway_wire
from local.patches._gateway_request import GatewayRequest

Observer = Callable[[GatewayRequest], None]

# The functions of ministack that call a backend; the last one is not a coroutine.
LAMBDA_INTEGRATIONS = ("_invoke_lambda_proxy_v1", "_invoke_lambda_custom_v1")
OTHER_INTEGRATIONS = ("_invoke_sqs_v1", "_invoke_http_proxy_v1")
MOCK_INTEGRATION = "_invoke_mock_v1"

_current: ContextVar[GatewayRequest | None] = ContextVar("gateway_request", default=None)
_before: list[Observer] = []
_after: list[Observer] = []


def current() -> GatewayRequest | None:
    """Return the request that this task or thread works for, or ``None`` outside of one."""
    return _current.get()


def observe(*, before: Observer | None = None, after: Observer | None = None) -> None:
    """Call ``before`` when a stage receives a request, and ``after`` once its response is known."""
    _watch()
    if before:
        _before.append(before)
    if after:
        _after.append(after)


@functools.cache
def _watch() -> None:
    _gateway_wire.watch()
    gateway._handle_execute_in_scope = _watching(gateway._handle_execute_in_scope)
    gateway._execute_in_scope = _noting_resource(gateway._execute_in_scope)
    gateway._gateway_error_response = _noting_error(gateway._gateway_error_response)
    gateway._check_api_key = _noting_key(gateway._check_api_key)
    gateway._call_lambda_raw = _noting_function_result(gateway._call_lambda_raw)
    for name in (*LAMBDA_INTEGRATIONS, *OTHER_INTEGRATIONS):
        setattr(gateway, name, _timed(getattr(gateway, name)))
    setattr(gateway, MOCK_INTEGRATION, _timed_mock(getattr(gateway, MOCK_INTEGRATION)))


def _watching(handle: Callable[..., Any]) -> Callable[..., Any]:
    async def handle_in_scope(*arguments: Any) -> Any:
        api_id, stage_name, method, path, headers, body, query, account_id, region = arguments
        api, stage = gateway._rest_apis.get(api_id), gateway._stages_v1.get(api_id, {}).get(stage_name)
        if not api or not stage:
            return await handle(*arguments)
        head, client = _gateway_wire.head(), get_request_client_ip()
        about = (api, stage, account_id, region, stage_name, method, path, headers, query, body, client)
        request = GatewayRequest(*about, head.headers, head.query_string)
        token = _current.set(request)
        try:
            for observer in _before:
                observer(request)
            status, response_headers, response = await handle(*arguments)
            request.ended, request.status, request.response_length = time.time(), int(status), len(response)
            for observer in _after:
                observer(request)
            return status, response_headers, response
        finally:
            _current.reset(token)

    return handle_in_scope


def _noting_resource(execute: Callable[..., Any]) -> Callable[..., Any]:
    async def execute_in_scope(values: dict[str, Any], api_id: str, *arguments: Any) -> Any:
        request = _current.get()
        if request is not None:
            request.request_id = values["request_id"]
        try:
            return await execute(values, api_id, *arguments)
        finally:
            if request is not None:
                resources = gateway._resources.get(api_id, {}).values()
                request.resource = next((r for r in resources if r["path"] == values["resource_path"]), {})

    return execute_in_scope


def _noting_error(render: Callable[..., Any]) -> Callable[..., Any]:
    def gateway_error_response(error: Any, values: dict[str, Any]) -> Any:
        request = _current.get()
        if request is not None:
            request.error_type, request.error_message = error.response_type, error.message
        return render(error, values)

    return gateway_error_response


def _noting_key(check: Callable[..., Any]) -> Callable[..., Any]:
    def check_api_key(*arguments: Any) -> Any:
        error, key = check(*arguments)
        request = _current.get()
        if request is not None and key is not None:
            request.api_key_id, request.api_key = key["id"], key["value"]
        return error, key

    return check_api_key


def _noting_function_result(call: Callable[..., Any]) -> Callable[..., Any]:
    async def call_lambda_raw(*arguments: Any, **scope: Any) -> Any:
        result, error = await call(*arguments, **scope)
        request = _current.get()
        if request is not None:
            _note_function_result(request, result, error)
        return result, error

    return call_lambda_raw


def _note_function_result(request: GatewayRequest, result: dict[str, Any] | None, error: str | None) -> None:
    if error or result is None:
        request.integration_status = 404
        return
    payload = result.get("body")
    members = payload if isinstance(payload, dict) else {}
    request.integration_status = 429 if result.get("throttle") else 200
    if result.get("error"):
        request.function_error = str(members.get("errorMessage") or payload or "")
    elif isinstance(members.get("statusCode"), int):
        request.function_status = members["statusCode"]


def _begin() -> None:
    if (request := _current.get()) is not None:
        request.integration_started = time.time()


def _end(response: Any = None) -> None:
    if (request := _current.get()) is not None:
        request.integration_ended = time.time()
        if request.integration_status is None and isinstance(response, tuple):
            request.integration_status = request.function_status = int(response[0])


def _timed(invoke: Callable[..., Any]) -> Callable[..., Any]:
    async def integration(*arguments: Any, **options: Any) -> Any:
        response = None
        _begin()
        try:
            response = await invoke(*arguments, **options)
            return response
        finally:
            _end(response)

    return integration


def _timed_mock(invoke: Callable[..., Any]) -> Callable[..., Any]:
    def integration(*arguments: Any) -> Any:
        _begin()
        response = invoke(*arguments)
        _end(response)
        return response

    return integration
