"""Gap: a trace ends at the topic.

AWS hands the publisher's ``X-Amzn-Trace-Id`` on to subscribers: an SQS message has it as the system attribute
``AWSTraceHeader``, a function continues it. A topic with active tracing adds its own segment to a sampled trace, and
what it delivers hangs below that.

Left out: HTTP(S) endpoints get no header. Of the guides, one says that AWS sends it, and another lists all headers
without it.

Source: Amazon SNS developer guide, "Active tracing in Amazon SNS"; X-Ray developer guide, "Amazon SQS and AWS X-Ray".
"""

import time
from collections.abc import Callable
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import sns, sqs

from local.mends import _trace_context
from local.mends._trace_context import HEADER, TraceHeader
from local.xray import emulated


def apply() -> None:
    """Carry the publisher's trace to the subscribers."""
    sns.handle_request = _with_publishers_trace(sns.handle_request)
    sns._fanout = _below_topic(sns._fanout)
    sqs._ensure_msg_fields = _with_trace_attribute(sqs._ensure_msg_fields)


def _with_publishers_trace(handle: Callable[..., Any]) -> Callable[..., Any]:
    async def handle_request(method: str, path: str, headers: dict[str, str], *arguments: Any) -> Any:
        with _trace_context.carrying(headers.get(HEADER.lower())):
            return await handle(method, path, headers, *arguments)

    return handle_request


def _below_topic(fanout: Callable[..., None]) -> Callable[..., None]:
    def fan_out(topic_arn: str, *arguments: Any, **options: Any) -> None:
        header = TraceHeader.parse(_trace_context.inbound.get())
        topic = sns._topic_by_arn_any_scope(topic_arn) or {}
        active = topic.get("attributes", {}).get("TracingConfig") == "Active"
        if header is None or not header.sampled or not active:
            fanout(topic_arn, *arguments, **options)
            return
        segment, started = emulated.new_id(), time.time()
        with _trace_context.carrying(str(header.below(segment, sampled=True))):
            fanout(topic_arn, *arguments, **options)
        emulated.record_segment(
            header.root,
            segment,
            header.parent,
            topic_arn.rpartition(":")[2],
            emulated.SNS,
            started,
            time.time(),
            aws={"account_id": get_account_id(), "operation": "Publish", "topic_arn": topic_arn},
            resource_arn=topic_arn,
        )

    return fan_out


def _with_trace_attribute(ensure: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    def ensure_message_fields(message: dict[str, Any]) -> None:
        is_new = "sys" not in message
        ensure(message)
        if is_new and (header := _trace_context.inbound.get()):
            message["sys"]["AWSTraceHeader"] = header

    return ensure_message_fields
