"""One trace per request, across the stream: the only package that knows which tracing library is used.

DynamoDB Streams carry no trace context. So ingest stores a tracing header in the event, and the recommender continues
each record's trace from it. A deployment without tracing imports no tracing library at all.
"""

from shared.ports import Tracing
from shared.tracing.noop import NoOpTracing


def start(service: str, *, enabled: bool) -> Tracing:
    """Return the tracing of the function ``service``, which names it on the service map."""
    if not enabled:
        return NoOpTracing()
    from shared.tracing import xray  # noqa: PLC0415 - its library costs a cold start 25 ms

    return xray.start(service)
