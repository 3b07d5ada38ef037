"""Gap: traces begin nowhere: a request's X-Amzn-Trace-Id goes unread and the function gets a trace of its own.

AWS continues the trace in the request's header, or starts one. Whether it is sampled is the header's decision; where
the header has none, a stage with active tracing asks X-Ray's sampling rules, the default one of which takes the first
request of a second and 5 % of the others. The header goes on to the integration (a function finds it in
``_X_AMZN_TRACE_ID``, and in the event's headers), and a stage with active tracing adds its own segment to a sampled
trace, below which the function's hangs. That segment tells of the request: its URL with the query string, the client's
address and user agent. The response of a function goes back with the header.

A rule's URL path is compared with the path that the segment shows, which begins with the stage. Of the two guides, one
says that API Gateway compares it and the other that it does not.

Source: AWS X-Ray developer guide, "Amazon API Gateway active tracing support for AWS X-Ray" and "Tracing header"; API
Gateway developer guide, "Configure AWS X-Ray sampling rules for API Gateway APIs" and "AWS X-Ray traces for Amazon API
Gateway APIs", whose example has a URL with a query string.

Needed by: module.tracing.aws_xray_sampling_rule.this, tests/e2e/test_tracing.py.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1 as gateway

from local.patches import _gateway, _trace_context
from local.patches._gateway_request import GatewayRequest
from local.patches._trace_context import HEADER, TraceHeader
from local.xray import emulated
from local.xray.sampler import IncomingRequest
from local.xray.service import SAMPLER


def apply() -> None:
    """Continue or start a trace for every request of a stage."""
    _gateway.observe(before=_begin, after=_record)
    gateway._call_lambda_raw = _passing_header(gateway._call_lambda_raw)
    gateway._invoke_lambda_proxy_v1 = _with_header_in_response(gateway._invoke_lambda_proxy_v1)
    gateway._build_lambda_event_v1 = _with_header_in_event(gateway._build_lambda_event_v1)


def _begin(request: GatewayRequest) -> None:
    header = TraceHeader.parse(request.headers.get(HEADER.lower())) or TraceHeader.new()
    if request.stage.get("tracingEnabled"):
        sampled = SAMPLER.decide(_for_rules(request)) if header.sampled is None else header.sampled
        if sampled:
            request.stage_segment_id, request.stage_parent_id = emulated.new_id(), header.parent
            header = header.below(request.stage_segment_id, sampled=True)
        else:
            header = header.unsampled()
    request.trace_id, request.trace_header = header.root, str(header)


def _for_rules(request: GatewayRequest) -> IncomingRequest:
    return IncomingRequest(
        service_name=_segment_name(request),
        service_type=emulated.API_STAGE,
        resource_arn=_stage_arn(request),
        host=request.headers.get("host", "").partition(":")[0],
        method=request.method,
        path=f"/{request.stage_name}{request.path}",
        headers=request.headers,
    )


def _segment_name(request: GatewayRequest) -> str:
    return f"{request.api['name']}/{request.stage_name}"


def _stage_arn(request: GatewayRequest) -> str:
    return f"arn:aws:apigateway:{request.region}::/restapis/{request.api_id}/stages/{request.stage_name}"


def _passing_header(call: Callable[..., Any]) -> Callable[..., Any]:
    async def call_lambda_raw(*arguments: Any, **scope: Any) -> Any:
        request = _gateway.current()
        with _trace_context.carrying(request.trace_header if request else None):
            return await call(*arguments, **scope)

    return call_lambda_raw


def _with_header_in_response(invoke: Callable[..., Any]) -> Callable[..., Any]:
    async def invoke_lambda_proxy(*arguments: Any, **options: Any) -> Any:
        response = await invoke(*arguments, **options)
        request = _gateway.current()
        if request is not None and request.trace_header and isinstance(response, tuple):
            response[1].setdefault(HEADER, request.trace_header)
        return response

    return invoke_lambda_proxy


def _with_header_in_event(build: Callable[..., Any]) -> Callable[..., Any]:
    def build_event(*arguments: Any, **options: Any) -> Any:
        event = build(*arguments, **options)
        request = _gateway.current()
        if request is not None:
            for member, value in (("headers", request.trace_header), ("multiValueHeaders", [request.trace_header])):
                others = {name: each for name, each in event[member].items() if name.lower() != HEADER.lower()}
                event[member] = {**others, HEADER: value}
        return event

    return build_event


def _url(request: GatewayRequest) -> str:
    query = f"?{request.query_string}" if request.query_string else ""
    return f"https://{request.headers.get('host', '')}/{request.stage_name}{request.path}{query}"


def _record(request: GatewayRequest) -> None:
    if request.trace_id is None or request.stage_segment_id is None:
        return
    emulated.record_segment(
        request.trace_id,
        request.stage_segment_id,
        request.stage_parent_id,
        _segment_name(request),
        emulated.API_STAGE,
        request.started,
        request.ended,
        http={
            "request": {
                "method": request.method,
                "url": _url(request),
                "client_ip": request.source_ip,
                "x_forwarded_for": True,
                "user_agent": request.headers.get("user-agent", ""),
            },
            "response": {"status": request.status, "content_length": request.response_length},
        },
        aws={
            "account_id": request.account_id,
            "api_gateway": {
                "account_id": request.account_id,
                "request_id": request.request_id,
                "rest_api_id": request.api_id,
                "stage": request.stage_name,
            },
        },
        resource_arn=_stage_arn(request),
        error=400 <= request.status < 500,
        fault=request.status >= 500,
        throttle=request.status == 429,
    )
