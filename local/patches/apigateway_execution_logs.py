"""Gap: a stage's logging level is stored, and no execution log is ever written.

AWS writes what it does with a request to ``API-Gateway-Execution-Logs_<api>/<stage>``, which it creates: everything at
level INFO, failures only at ERROR. Query strings, headers and bodies appear only with data tracing: so it looks where
logs are shown, and no document says so. What a failed function said, and how a body breaks the model, appear at both
levels, and may repeat values of the request. An API key is masked. Events are cut at 1024 bytes.

Source: Amazon API Gateway developer guide, "Set up CloudWatch logging for REST APIs in API Gateway" and "Amazon API
Gateway important notes".

Needed by: module.storefront_api.aws_api_gateway_method_settings.all, tests/e2e/test_privacy.py.
"""

from collections.abc import Iterator

from local.patches import _gateway, _gateway_logs
from local.patches._gateway_request import GatewayRequest

SHOWN_OF_KEY = 6


def apply() -> None:
    """Log the requests of methods that have a logging level."""
    _gateway.observe(after=_log)


def _log(request: GatewayRequest) -> None:
    level = request.method_settings.get("loggingLevel", "OFF")
    if level == "OFF" or not request.resource:
        return
    lines = list(_failures(request)) if level == "ERROR" else list(_everything(request))
    events = [
        f"({request.request_id}) {line}".encode()[: _gateway_logs.MAX_EVENT_BYTES].decode(errors="ignore")
        for line in lines
    ]
    if events:
        group = f"API-Gateway-Execution-Logs_{request.api_id}/{request.stage_name}"
        _gateway_logs.write(group, request.request_id, events, request.started, create_group=True)


def _masked(key: str) -> str:
    return "*" * (len(key) - SHOWN_OF_KEY) + key[-SHOWN_OF_KEY:]


def _traced_data(request: GatewayRequest) -> Iterator[str]:
    query = ", ".join(f"{name}={values[-1]}" for name, values in request.query.items())
    yield f"Method request query string: {{{query}}}"
    secrets = {"x-api-key", "authorization"}
    shown = ((name, _masked(value) if name.lower() in secrets else value) for name, value in request.header_lines)
    yield f"Method request headers: {{{', '.join(f'{name}={value}' for name, value in shown)}}}"
    yield f"Method request body before transformations: {request.body.decode(errors='replace')}"


def _everything(request: GatewayRequest) -> Iterator[str]:
    stage = f"{request.api_id}/{request.stage_name}"
    yield f"Extended Request Id: {request.extended_request_id}"
    if request.api_key:
        key = _masked(request.api_key)
        yield f"Verifying Usage Plan for request: {request.request_id}. API Key: {key} API Stage: {stage}"
        yield f"Usage Plan check succeeded for API Key {key} and API Stage {stage}"
    if request.error_type not in {"INVALID_API_KEY", "THROTTLED", "QUOTA_EXCEEDED"}:
        yield f"Starting execution for request: {request.request_id}"
        yield f"HTTP Method: {request.method}, Resource Path: {request.resource_path}"
        if request.trace_id:
            yield f"X-ray Tracing ID : {request.trace_id}"
        if request.method_settings.get("dataTraceEnabled"):
            yield from _traced_data(request)
    yield from _failures(request)
    if request.error_type is None:
        yield "Successfully completed execution"
    yield f"Method completed with status: {request.status}"


def _failures(request: GatewayRequest) -> Iterator[str]:
    if request.function_error is not None:
        yield (
            f"Lambda execution failed with status {request.integration_status} due to customer function error: "
            f"{request.function_error}"
        )
    elif request.validation_error is not None:
        content_type = request.headers.get("content-type", "application/json")
        yield f"Request body does not match model schema for content type {content_type}: {request.validation_error}"
    elif request.error_type == "INVALID_API_KEY":
        method = f"{request.method} {request.resource_path}"
        yield f"API Key not authorized because method '{method}' requires API Key and none of the stage's plans has it"
    elif request.error_type == "DEFAULT_5XX" and request.integration_status == 200:
        yield "Execution failed due to configuration error: Malformed Lambda proxy response"
    elif request.error_type is not None:
        yield f"Gateway response type: {request.error_type} with status code: {request.status}"
