"""Write API Gateway's log events to CloudWatch Logs, through the same door as PutLogEvents."""

import hashlib
from collections.abc import Iterable

from ministack.services import cloudwatch_logs as logs

MAX_EVENT_BYTES = 1024
"""API Gateway cuts log events at this size ("Amazon API Gateway important notes", REST and WebSocket APIs)."""


def write(group: str, source: str, messages: Iterable[str], timestamp: float, *, create_group: bool = False) -> None:
    """Append ``messages`` to ``group``, in a stream of ``source``'s own.

    ``timestamp`` is in epoch seconds. A group that does not exist stays so, unless ``create_group`` is true; then the
    messages are lost, as on AWS.
    """
    stream = hashlib.md5(source.encode(), usedforsecurity=False).hexdigest()
    if group not in logs._log_groups:
        if not create_group:
            return
        logs._create_log_group({"logGroupName": group})
    if stream not in logs._log_groups[group]["streams"]:
        logs._create_log_stream({"logGroupName": group, "logStreamName": stream})
    events = [{"timestamp": int(timestamp * 1000), "message": message} for message in messages]
    logs._put_log_events({"logGroupName": group, "logStreamName": stream, "logEvents": events})
