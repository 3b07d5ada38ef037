"""Write API Gateway's log events to CloudWatch Logs, as PutLogEvents does."""

import hashlib
import zlib
from collections.abc import Iterable

from ministack.services import cloudwatch_logs as logs

MAX_EVENT_BYTES = 1024
"""API Gateway cuts log events at this size ("Amazon API Gateway important notes", REST and WebSocket APIs)."""

# As on AWS, requests are spread over streams, whose names are the MD5 of a number. In a single one, requests that end
# in another order than they began would cost the emulator more and more: it merges the whole stream for each.
_STREAMS = 100


def write(
    group: str, request_id: str, messages: Iterable[str], timestamp: float, *, create_group: bool = False
) -> None:
    """Append ``messages`` to ``group``, all of one request to the same stream.

    ``timestamp`` is in epoch seconds. A group that does not exist stays so, unless ``create_group`` is true; then the
    messages are lost, as on AWS.
    """
    number = zlib.crc32(request_id.encode()) % _STREAMS
    stream = hashlib.md5(str(number).encode(), usedforsecurity=False).hexdigest()
    if group not in logs._log_groups:
        if not create_group:
            return
        logs._create_log_group({"logGroupName": group})
    if stream not in logs._log_groups[group]["streams"]:
        logs._create_log_stream({"logGroupName": group, "logStreamName": stream})
    events = [{"timestamp": int(timestamp * 1000), "message": message} for message in messages]
    logs._put_log_events({"logGroupName": group, "logStreamName": stream, "logEvents": events})
