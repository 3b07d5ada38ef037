"""Gap: a trace ends at the topic.

AWS hands the publisher's ``X-Amzn-Trace-Id`` on to subscribers: an SQS message has it as the system attribute
``AWSTraceHeader``, a function continues it. A topic with active tracing adds its own segment to a sampled trace, and
what it delivers hangs below that. The segment has a subsegment for each delivery to a queue, from which X-Ray infers
the queue ("delivery times for each subscribed endpoint"). AWS does not publish its form: it is as the X-Ray SDK records
a call to SQS, and the message names the topic's segment as its parent.

Left out: HTTP(S) endpoints get no header. Of the guides, one says that AWS sends it, and another lists all headers
without it.

Source: Amazon SNS developer guide, "Active tracing in Amazon SNS"; X-Ray developer guide, "Amazon SQS and AWS X-Ray".

Needed by: module.offers_topic.aws_sns_topic.this (tracing_config), tests/e2e/test_tracing.py.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import sns, sqs

from local.patches import _trace_context
from local.patches._trace_context import HEADER, TraceHeader
from local.xray import emulated

_deliveries: ContextVar[list[dict[str, Any]] | None] = ContextVar("traced_sns_deliveries", default=None)
"""The subsegments of the topic's segment, while there is one."""


def apply() -> None:
    """Carry the publisher's trace to the subscribers."""
    sns.handle_request = _with_publishers_trace(sns.handle_request)
    sns._fanout = _below_topic(sns._fanout)
    sns._deliver_to_sqs = _with_subsegment(sns._deliver_to_sqs)
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
        segment, started, deliveries = emulated.new_id(), time.time(), list[dict[str, Any]]()
        token = _deliveries.set(deliveries)
        try:
            with _trace_context.carrying(str(header.below(segment, sampled=True))):
                fanout(topic_arn, *arguments, **options)
        finally:
            _deliveries.reset(token)
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
            subsegments=deliveries,
        )

    return fan_out


def _with_subsegment(deliver: Callable[..., None]) -> Callable[..., None]:
    def deliver_to_sqs(endpoint: str, *arguments: Any, **options: Any) -> None:
        started, deliveries = time.time(), _deliveries.get()
        deliver(endpoint, *arguments, **options)
        if deliveries is not None:
            call = {"operation": "SendMessage", "queue_url": endpoint.rpartition(":")[2]}
            deliveries.append(emulated.call("SQS", call, started, time.time()))

    return deliver_to_sqs


def _with_trace_attribute(ensure: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    def ensure_message_fields(message: dict[str, Any]) -> None:
        is_new = "sys" not in message
        ensure(message)
        if is_new and (header := _trace_context.inbound.get()):
            message["sys"]["AWSTraceHeader"] = header

    return ensure_message_fields
