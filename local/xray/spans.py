"""Segments as the spans that Transaction Search writes to CloudWatch Logs, one log event each.

Sources: "Spans", Amazon CloudWatch User Guide
(https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Transaction-Search-ingesting-span-log-groups.html);
what a span has is OpenTelemetry's, https://opentelemetry.io/docs/specs/otel/trace/api/#span.
"""

import json
from typing import Any

from local.xray.segments import Document, end_of, entities

LOG_GROUP, LOG_STREAM = "aws/spans", "default"
_NANOSECONDS = 1_000_000_000


def spans_of(document: Document) -> list[dict[str, Any]]:
    """Return a span for a segment and for each of its subsegments."""
    parents = {inner["id"]: entity["id"] for entity in entities(document) for inner in entity.get("subsegments", [])}
    return [
        {
            "traceId": document["trace_id"].removeprefix("1-").replace("-", ""),
            "spanId": entity["id"],
            "parentSpanId": parents.get(entity["id"], entity.get("parent_id")),
            "name": entity["name"],
            "startTimeUnixNano": int(entity["start_time"] * _NANOSECONDS),
            "endTimeUnixNano": int(end_of(entity) * _NANOSECONDS),
            "attributes": entity.get("annotations", {}),
        }
        for entity in entities(document)
    ]


def write(document: Document) -> None:
    """Write the spans of a segment to the emulator's CloudWatch Logs."""
    from ministack.services import cloudwatch_logs

    where = {"logGroupName": LOG_GROUP, "logStreamName": LOG_STREAM}
    # Both answer that it exists when it does.
    cloudwatch_logs._create_log_group({"logGroupName": LOG_GROUP})
    cloudwatch_logs._create_log_stream(where)
    events = [
        {"timestamp": span["endTimeUnixNano"] // 1_000_000, "message": json.dumps(span)} for span in spans_of(document)
    ]
    cloudwatch_logs._put_log_events({**where, "logEvents": events})
