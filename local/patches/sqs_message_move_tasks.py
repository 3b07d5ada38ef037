"""Gap: StartMessageMoveTask is unknown.

AWS moves the messages of a dead-letter queue to the queue that is named or, without one, back to where each came from.
It takes a queue only that is the dead-letter queue of another queue: one that SNS or Lambda alone fills is refused.

Left out: the pace, and a task that is still running; messages are moved at once.

Source: Amazon SQS API reference, "StartMessageMoveTask" and "ListMessageMoveTasks".

Needed by: nothing at present.
"""

import json
import time
import uuid
from http import HTTPStatus
from typing import Any

from ministack.services import sqs

_MOST_LISTED = 10
_tasks: dict[str, list[dict[str, Any]]] = {}
"""What was moved out of a queue, the newest first; by the queue's ARN."""


def apply() -> None:
    """Let dead-letter queues be emptied."""
    sqs._HANDLERS["StartMessageMoveTask"] = _start
    sqs._HANDLERS["ListMessageMoveTasks"] = _list


def _start(data: dict[str, Any], _url: str) -> dict[str, Any]:
    source, sources = _queue(data, "SourceArn"), _sources(data["SourceArn"])
    if not sources:
        raise sqs._Err("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")
    destination = _queue(data, "DestinationArn") if data.get("DestinationArn") else None
    if destination is None and len(sources) > 1:
        raise sqs._Err("UnsupportedOperation", "This stack does not know where each message came from: name a queue.")
    target, now = destination or sources[0], time.time()
    moved = [message for message in source["messages"] if message["visible_at"] <= now]
    source["messages"] = [message for message in source["messages"] if message["visible_at"] > now]
    for message in moved:
        target["messages"].append({**message, "receive_count": 0, "receipt_handle": None, "sent_at": now})
    task = {
        "Status": "COMPLETED",
        "SourceArn": data["SourceArn"],
        **({"DestinationArn": data["DestinationArn"]} if destination else {}),
        "ApproximateNumberOfMessagesMoved": len(moved),
        "ApproximateNumberOfMessagesToMove": len(moved),
        "StartedTimestamp": int(now * 1000),
    }
    _tasks.setdefault(data["SourceArn"], []).insert(0, task)
    return {"TaskHandle": uuid.uuid4().hex}


def _list(data: dict[str, Any], _url: str) -> dict[str, Any]:
    _queue(data, "SourceArn")
    wanted = min(int(data.get("MaxResults") or 1), _MOST_LISTED)
    return {"Results": _tasks.get(data["SourceArn"], [])[:wanted]}


def _queue(data: dict[str, Any], member: str) -> dict[str, Any]:
    queue: dict[str, Any] | None = sqs._queue_by_arn(data.get(member) or "")
    if queue is None:
        message = f"The resource that you specified for the {member} parameter doesn't exist."
        raise sqs._Err("ResourceNotFoundException", message, HTTPStatus.NOT_FOUND)
    return queue


def _sources(arn: str) -> list[dict[str, Any]]:
    """Return the queues whose dead-letter queue this is."""
    policies = ((queue, queue["attributes"].get("RedrivePolicy")) for queue in sqs._queues.values())
    return [queue for queue, policy in policies if policy and json.loads(policy).get("deadLetterTargetArn") == arn]
