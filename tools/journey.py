"""The way of one interest through the pipeline, seen from outside: post it, receive the offer, look up the trace.

Used by the demo, the end-to-end tests and the benchmark. Nothing in it is local: the same calls work on AWS.
"""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools import trace_source
from tools.paths import ROOT
from tools.patience import ON_THE_STACK, Patience
from tools.this_machine import opener_for

SAMPLE: dict[str, str] = json.loads((ROOT / "contracts/examples/valid/recommend-request.sample.json").read_text())
"""The contract's own example of a request body."""


@dataclass(frozen=True)
class Response:
    """Response of ``POST /recommend``: status, headers (lower-case names), parsed body, seconds it took."""

    status: int
    headers: dict[str, str]
    body: Any
    seconds: float


def post_interest(api_url: str, api_key: str | None, body: Mapping[str, Any] | bytes, **headers: str) -> Response:
    """POST ``body`` to ``{api_url}/recommend``; a refusal is returned as well, not raised."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(f"{api_url}/recommend", data=data, method="POST")  # noqa: S310 - the deployment's own URL
    sent = {"content-type": "application/json", **({"x-api-key": api_key} if api_key else {}), **headers}
    for name, value in sent.items():
        request.add_header(name, value)
    started = time.perf_counter()
    try:
        with opener_for(api_url).open(request, timeout=30) as response:
            status, received, payload = response.status, response.headers, response.read()
    except urllib.error.HTTPError as refusal:
        status, received, payload = refusal.code, refusal.headers, refusal.read()
    seconds = time.perf_counter() - started
    parsed = json.loads(payload) if payload else None
    return Response(status, {name.lower(): value for name, value in received.items()}, parsed, seconds)


def receive_offers(
    sqs: Any, queue_url: str, event_ids: set[str], deadline_seconds: float = ON_THE_STACK.offer
) -> dict[str, list[dict[str, Any]]]:
    """Take messages off the queue until every one of ``event_ids`` was seen; return them by event id.

    Each value lists every copy that arrived: delivery is at least once. Messages of other events are deleted too.
    Raises ``TimeoutError`` naming how many are missing.
    """
    received: dict[str, list[dict[str, Any]]] = {}
    deadline = time.monotonic() + deadline_seconds
    while not event_ids <= received.keys():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(event_ids - received.keys())} offers did not arrive in {deadline_seconds:.0f} s")
        batch = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
        for message in batch:
            offer = json.loads(message["Body"])
            received.setdefault(offer["id"], []).append(offer)
        if batch:
            entries = [{"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(batch)]
            sqs.delete_message_batch(QueueUrl=queue_url, Entries=entries)
    return received


def find_trace(xray: Any, trace_id: str, names: set[str], patience: Patience = ON_THE_STACK) -> list[dict[str, Any]]:
    """Return the segment documents of a trace once segments of all ``names`` are in it.

    Raises ``TimeoutError`` when they are not within the deadline; it names those that are missing.
    """
    deadline = time.monotonic() + patience.trace
    while True:
        segments = trace_source.fetch(xray, trace_id)
        missing = names - {segment["name"] for segment in segments}
        if not missing:
            return segments
        if time.monotonic() > deadline:
            raise TimeoutError(f"the trace lacks {', '.join(sorted(missing))}")
        time.sleep(patience.between_looks)
