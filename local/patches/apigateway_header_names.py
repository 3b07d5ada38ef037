"""Gap: the names of headers arrive in lower case, and lines of one name as a single line.

A regional endpoint keeps the case that the client sent: ``Origin`` from a browser that speaks HTTP/1.1, ``origin`` from
one that speaks HTTP/2, where names are in lower case. So it is in a function's event, where ``multiValueHeaders`` has
the values line by line and ``headers`` the last of them, and for ``$input.params`` in templates. ``Host`` and
``User-Agent`` are written so whatever the client wrote. What a gateway response takes from
``method.request.header.NAME`` is looked for by that name; no document says that case does not matter there, as one does
for HTTP APIs.

Source: events shown in https://github.com/middyjs/middy/issues/257 and https://github.com/aws/aws-sam-cli/issues/1860;
https://github.com/aws/aws-sdk-js/issues/2719 (regional and edge-optimized); RFC 9113, section 8.2.

Needed by: module.storefront_api.aws_api_gateway_integration_response.options (finds Origin in any case).
"""

from collections.abc import Callable
from typing import Any

from hypercorn.config import Config
from ministack.services import apigateway_v1 as gateway

from local.patches import _gateway

WRITTEN_BY_GATEWAY = {"host": "Host", "user-agent": "User-Agent"}
FROM_HEADER = "method.request.header."


def apply() -> None:
    """Ask the server for the names as they were sent, and hand them on."""
    Config.h11_pass_raw_headers = True
    _gateway.observe()
    gateway._build_lambda_event_v1 = _as_sent(gateway._build_lambda_event_v1)
    gateway._gateway_request_value = _by_exact_name(gateway._gateway_request_value)


def _as_sent(build: Callable[..., Any]) -> Callable[..., Any]:
    def build_event(*arguments: Any, **options: Any) -> Any:
        event = build(*arguments, **options)
        request = _gateway.current()
        if request is not None:
            values: dict[str, list[str]] = {}
            for name, value in request.header_lines:
                values.setdefault(WRITTEN_BY_GATEWAY.get(name.lower(), name), []).append(value)
            event["multiValueHeaders"] = values
            event["headers"] = {name: each[-1] for name, each in values.items()}
        return event

    return build_event


def _by_exact_name(value_of: Callable[..., Any]) -> Callable[..., Any]:
    def request_value(source: str, of: dict[str, Any]) -> Any:
        request = _gateway.current()
        if request is None or not source.startswith(FROM_HEADER):
            return value_of(source, of)
        return dict(request.header_lines).get(source.removeprefix(FROM_HEADER))

    return request_value
