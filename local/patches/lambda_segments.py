"""Lambda adds its own segments to a trace, and the code finds them in ``_X_AMZN_TRACE_ID``.

Gap: ministack makes up a trace header that belongs to no segment, so what the code sends to X-Ray has a parent that
nobody has seen, and a trace that reaches a function ends there.

AWS: with active tracing, Lambda records for each sampled request a segment of its own (``AWS::Lambda``) and one of the
function (``AWS::Lambda::Function``), the latter with a subsegment ``Initialization`` for a cold start. The code gets
``Root=…;Parent=<the function's segment>;Sampled=…;Lineage=…``. Who invoked the function decides whether the request
is sampled; without that decision Lambda samples. In pass-through mode the caller's header goes on unchanged. Streams
carry no header, so each batch begins a trace.

Source: "Visualize Lambda function invocations using AWS X-Ray"
(https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html).

Left out: Lambda samples the first request of a second and 5 % of the others, the local stack all of them, so that
every request has a trace to look at. Dwell time and attempts of asynchronous invocations have no subsegments.

Needed by: tools/trace.py, tests/e2e/test_tracing.py.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from local.runtime import invocations
from local.runtime.invocations import Invocation
from local.xray import emulated

RESPONDED, THROTTLED = 200, 429


@dataclass(frozen=True)
class _Trace:
    """The part of Lambda in one trace: the caller's segment above it, the two ids of its own segments."""

    root: str
    caller: str | None
    service_id: str
    function_id: str


def apply() -> None:
    """Choose the header before the code runs and record the segments after it."""
    from ministack.services import lambda_svc

    from local.patches import _trace_context

    choose, invoke = lambda_svc._xray_trace_id_for_invocation, lambda_svc._invoke

    def header_of_invocation(config: dict[str, Any], header: str | None = None) -> Any:
        invocation = invocations.current.get()
        return (invocation and invocation.trace_header) or choose(config, header)

    async def invoke_with_header(name: str, event: Any, headers: dict[str, str], *arguments: Any) -> Any:
        # The Invoke API continues the trace of its caller, too.
        with _trace_context.carrying(headers.get(_trace_context.HEADER.lower()) or _trace_context.inbound.get()):
            return await invoke(name, event, headers, *arguments)

    lambda_svc._xray_trace_id_for_invocation = header_of_invocation
    lambda_svc._invoke = invoke_with_header
    invocations.observe(_begin)


def _begin(invocation: Invocation) -> Callable[[], None]:
    from local.patches._trace_context import TraceHeader, inbound

    received = inbound.get()
    header = TraceHeader.parse(received) or TraceHeader.new()
    active = (invocation.config.get("TracingConfig") or {}).get("Mode") == "Active"
    sampled = active if header.sampled is None else header.sampled
    trace = _Trace(header.root, header.parent, emulated.new_id(), emulated.new_id())
    parent = trace.function_id if active or header.parent is None else header.parent
    invocation.trace_header = f"{header.below(parent, sampled)};Lineage={_lineage(received, invocation)}"
    if active and sampled:
        return functools.partial(_record, invocation, trace)
    return lambda: None


def _lineage(received: str | None, invocation: Invocation) -> str:
    """Return the caller's lineage, or one that begins with this function: ``1:<8 hex>:0``."""
    for pair in (received or "").split(";"):
        name, _, value = pair.partition("=")
        if name.strip() == "Lineage":
            return value.strip()
    return f"1:{crc32(invocation.function_name.encode()):08x}:0"


def _record(invocation: Invocation, trace: _Trace) -> None:
    name, arn = invocation.function_name, invocation.config["FunctionArn"]
    resource = f"{name}:{invocation.qualifier}" if invocation.qualifier else name
    emulated.record_segment(
        trace.root,
        trace.service_id,
        trace.caller,
        name,
        emulated.LAMBDA_SERVICE,
        invocation.received,
        invocation.ended,
        http={"response": {"status": THROTTLED if invocation.throttled else RESPONDED}},
        aws={"request_id": invocation.request_id, "resource_names": [resource]},
        resource_arn=arn,
        error=invocation.throttled,
        fault=invocation.failed,
        throttle=invocation.throttled,
    )
    if invocation.throttled:
        return
    cold_start = invocation.initialized
    emulated.record_segment(
        trace.root,
        trace.function_id,
        trace.service_id,
        name,
        emulated.LAMBDA_FUNCTION,
        cold_start[0] if cold_start else invocation.started,
        invocation.ended,
        aws={"request_id": invocation.request_id, "function_arn": arn},
        resource_arn=arn,
        subsegments=[_initialization(cold_start)] if cold_start else (),
        fault=invocation.failed,
    )


def _initialization(cold_start: tuple[float, float]) -> dict[str, Any]:
    began, ended = cold_start
    return {"id": emulated.new_id(), "name": "Initialization", "start_time": began, "end_time": ended}
