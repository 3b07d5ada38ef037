"""Gap: a MOCK integration sends its response template as it is written, and ``{}`` where it has none.

AWS renders the template. It may use the request and the context, and override the response's status and headers through
``$context.responseOverride``. ``$input.params(NAME)`` looks among the path's parameters, then the query's, then the
headers; ``$input.params().header`` has headers alone. The case of a name counts in both. Without a template the body
is empty. Preflight responses that choose among several origins are made so.

Source: Amazon API Gateway developer guide, "Mock integrations for REST APIs in API Gateway", "Override your API's
request and response parameters and status codes for REST APIs" and "Variables for data transformations for API
Gateway"; https://github.com/aws/aws-cdk/pull/19104, where a parameter of the query was taken for the header.

Needed by: module.storefront_api.aws_api_gateway_integration_response.options, tests/terraform/test_cors.py.
"""

from collections.abc import Callable, Mapping
from typing import Any

from ministack.services import apigateway_v1 as gateway

from local.patches import _gateway, _gateway_context
from local.patches._velocity import Template, TemplateError

MEDIA_TYPE = "application/json"


def apply() -> None:
    """Render what MOCK integrations answer."""
    gateway._invoke_mock_v1 = _rendering(gateway._invoke_mock_v1)


def _rendering(invoke: Callable[..., Any]) -> Callable[..., Any]:
    _gateway.observe()

    def invoke_mock(integration: dict[str, Any]) -> Any:
        status, headers, _ = invoke(integration)
        response = integration["integrationResponses"].get(str(status)) or {}
        template = (response.get("responseTemplates") or {}).get(MEDIA_TYPE)
        if not template:
            return status, headers, b""
        try:
            body, override = render(template)
        except TemplateError:
            return gateway._gw_error("API_CONFIGURATION_ERROR", "Internal server error")
        status = int(override.get("status", status))
        return status, _replaced(headers, override.get("header", {})), body.encode()

    return invoke_mock


def render(template: str) -> tuple[str, dict[str, Any]]:
    """Return what ``template`` gives for the request in hand, and ``$context.responseOverride`` after it."""
    request = _gateway.current()
    query = {name: values[0] for name, values in request.query.items()} if request else {}
    headers = dict(request.header_lines) if request else {}

    def params(name: str | None = None) -> Any:
        if name is None:
            return {"querystring": query, "header": headers, "path": {}}
        return query.get(name) or headers.get(name) or ""

    context: dict[str, Any] = {"responseOverride": {}}
    for name, value in _gateway_context.values(request).items() if request else ():
        place = context
        *path, last = name.split(".")
        for part in path:
            place = place.setdefault(part, {})
        place[last] = value
    text = Template(template, {"input": {"params": params}, "context": context}).render()
    return text, context["responseOverride"]


def _replaced(headers: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    names = {name.lower() for name in overrides}
    return {name: value for name, value in headers.items() if name.lower() not in names} | {
        name: str(value) for name, value in overrides.items()
    }
