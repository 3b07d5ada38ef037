"""One trace per request, across the stream: the only package that knows which tracing library is used.

DynamoDB Streams carry no trace context. So ingest stores a tracing header in the event, and the recommender continues
each record's trace from it. A deployment without tracing imports no tracing library at all.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from shared.trace_header import TraceHeader
from shared.tracing.untraced import Untraced


class Tracing(Protocol):
    """Traces what a function does. Never give it anything personal."""

    def step(self, name: str) -> AbstractContextManager[None]:
        """Trace the block as a step ``name`` of what is traced now."""
        ...

    def annotate(self, **annotations: str | int | bool) -> None:
        """Make what is traced now findable by ``annotations``."""
        ...

    def current_header(self) -> TraceHeader:
        """Return the header from which someone else can continue what is traced now.

        When nothing is, it still names the invocation's trace, or a new one, as not sampled.
        """
        ...

    def continued(
        self, header: str | None, name: str, aws: Mapping[str, str], annotations: Mapping[str, str]
    ) -> AbstractContextManager[TraceHeader]:
        """Trace the block as a segment of its own in the trace of ``header``; ``name`` shows on the service map.

        Yields the header from which what follows the block can continue. A header that is missing or malformed starts
        a new trace, sampled as the invocation is. ``aws`` are the segment's AWS fields (``request_id``,
        ``function_arn``).
        """
        ...

    def mark_throttled(self, parsed: Mapping[str, Any], **_: object) -> None:
        """Flag the call being traced when AWS throttled it: a handler of botocore's ``after-call`` event."""
        ...

    def flush(self) -> None:
        """Send what has not been sent yet, when an invocation ends."""
        ...


def start(service: str, *, enabled: bool) -> Tracing:
    """Return the tracing of the function ``service``, which names it on the service map."""
    if not enabled:
        return Untraced()
    from shared.tracing import xray  # noqa: PLC0415 - its library costs a cold start 25 ms

    return xray.start(service)
