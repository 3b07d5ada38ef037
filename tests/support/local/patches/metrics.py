"""Publish log events and read metrics back, with boto3."""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from local.stack import Stack


def unique(prefix: str) -> str:
    """Return a name that no other test uses."""
    return f"{prefix}-{uuid4().hex[:12]}"


def new_log_stream(stack: Stack) -> tuple[str, str]:
    """Create a log group with one stream; return both names."""
    logs, group = stack.client("logs"), unique("/test/group")
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="stream")
    return group, "stream"


def put_log_events(stack: Stack, stream: tuple[str, str], *messages: str | Mapping[str, Any]) -> None:
    """Send ``messages`` (mappings as JSON) as log events of now."""
    now = int(time.time() * 1000)
    stack.client("logs").put_log_events(
        logGroupName=stream[0],
        logStreamName=stream[1],
        logEvents=[
            {"timestamp": now, "message": message if isinstance(message, str) else json.dumps(message)}
            for message in messages
        ],
    )


def dimensions(values: Mapping[str, str]) -> list[dict[str, str]]:
    """Return ``values`` as the API writes dimensions."""
    return [{"Name": name, "Value": value} for name, value in values.items()]


def statistics(
    stack: Stack, namespace: str, name: str, values: Mapping[str, str] | None = None, period: int = 3600
) -> dict[str, Any]:
    """Return all statistics of the last hours of one metric in one datapoint; empty when there is none."""
    now = time.time()
    points = stack.client("cloudwatch").get_metric_statistics(
        Namespace=namespace,
        MetricName=name,
        Dimensions=dimensions(values or {}),
        StartTime=datetime.fromtimestamp(now // period * period - period, UTC),
        EndTime=datetime.fromtimestamp(now + period, UTC),
        Period=period,
        Statistics=["SampleCount", "Sum", "Average", "Minimum", "Maximum"],
    )["Datapoints"]
    return dict(points[-1]) if points else {}
