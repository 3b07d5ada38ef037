"""Segments that AWS services send by themselves, for patches of the emulator to record.

On AWS an API Gateway stage, the Lambda service, SNS and SQS add their own segments to a sampled trace. Here they are
marked as emulated in their metadata, which X-Ray does not index, so no search ever finds the mark.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from local.xray.store import STORE
from tools.trace_tree import EMULATED

API_STAGE = "AWS::ApiGateway::Stage"
LAMBDA_SERVICE = "AWS::Lambda"
LAMBDA_FUNCTION = "AWS::Lambda::Function"
SNS = "AWS::SNS"
SQS_QUEUE = "AWS::SQS::Queue"


def new_id() -> str:
    """Return a random id for a segment: 16 hexadecimal digits."""
    return secrets.token_hex(8)


def call(name: str, aws: Mapping[str, Any], start: float, end: float) -> dict[str, Any]:
    """Return the subsegment of a service's call to another, ``name``; ``start`` and ``end`` as in a segment."""
    times = {"start_time": start, "end_time": end}
    return {"id": new_id(), "name": name, "namespace": "aws", **times, "aws": aws, "metadata": EMULATED}


def record_segment(  # noqa: PLR0917 - what every segment has is positional
    trace_id: str,
    segment_id: str,
    parent_id: str | None,
    name: str,
    origin: str,
    start: float,
    end: float,
    *,
    http: Mapping[str, Any] | None = None,
    aws: Mapping[str, Any] | None = None,
    resource_arn: str | None = None,
    subsegments: Sequence[Mapping[str, Any]] = (),
    error: bool = False,
    fault: bool = False,
    throttle: bool = False,
) -> None:
    """Add a segment to the local X-Ray; call it for sampled requests only.

    ``start`` and ``end`` are seconds since 1970; ``http``, ``aws`` and ``subsegments`` as in a segment document;
    ``error`` is a 4xx, ``fault`` a 5xx, ``throttle`` a 429. Raises :class:`local.xray.segments.SegmentError` when an
    argument breaks the format of segment documents.
    """
    document: dict[str, Any] = {
        "trace_id": trace_id,
        "id": segment_id,
        "parent_id": parent_id,
        "name": name,
        "origin": origin,
        "start_time": start,
        "end_time": end,
        "http": http,
        "aws": aws,
        "resource_arn": resource_arn,
        "subsegments": subsegments,
        "error": error,
        "fault": fault,
        "throttle": throttle,
        "metadata": EMULATED,
    }
    STORE.put(json.dumps({key: value for key, value in document.items() if value}))
