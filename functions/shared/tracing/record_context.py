"""Where the X-Ray SDK keeps what is being traced: one segment per stream record inside one Lambda invocation.

The SDK's own ``LambdaContext`` knows only the invocation's segment, which Lambda makes and nobody can change; it throws
away any other. This one gives a record a segment of its own and falls back to the invocation's outside of records.
"""

import os
from contextvars import ContextVar
from typing import Any

from aws_xray_sdk.core.lambda_launcher import LambdaContext
from aws_xray_sdk.core.models.facade_segment import FacadeSegment
from aws_xray_sdk.core.models.trace_header import TraceHeader
from aws_xray_sdk.core.streaming.default_streaming import DefaultStreaming

from shared.trace_header import INVOCATION_VARIABLE

_CONDITION_FAILED = "ConditionalCheckFailedException"

# The open segment of this record and its open subsegments, innermost last. A context variable, so that records handled
# by different threads cannot meet.
_open: ContextVar[tuple[Any, ...]] = ContextVar("open_entities", default=())


class RecordContext(LambdaContext):  # type: ignore[misc] # the SDK has no types
    """The invocation's context outside of records, the record's inside."""

    def _refresh_context(self) -> None:
        """Begin anew in each invocation, also where the one before was of the same trace.

        The SDK (aws-xray-sdk 2.15.0) compares trace ids alone. A page may put several posts into one trace: the second
        would then have the parent and the sampling decision of the first.
        """
        header = os.environ.get(INVOCATION_VARIABLE)
        if not hasattr(self._local, "header") or self._local.header != header:
            self._local.header = header
            self._initialize_context(TraceHeader.from_header_str(header))

    def put_segment(self, segment: Any) -> None:
        """Make ``segment`` the one that is traced here."""
        _open.set((segment,))

    def end_segment(self, end_time: float | None = None) -> None:
        """Close the record's segment."""
        _open.get()[0].close(end_time)

    def put_subsegment(self, subsegment: Any) -> None:
        """Open ``subsegment`` inside what is open."""
        opened = _open.get()
        if not opened:
            super().put_subsegment(subsegment)
            return
        opened[-1].add_subsegment(subsegment)
        _open.set((*opened, subsegment))

    def end_subsegment(self, end_time: float | None = None) -> bool:
        """Close the innermost subsegment. Return False when there is none."""
        opened = _open.get()
        tidy(opened[-1] if opened else super().get_trace_entity())
        if len(opened) < 2:
            return bool(super().end_subsegment(end_time))
        opened[-1].close(end_time)
        _open.set(opened[:-1])
        return True

    def get_trace_entity(self) -> Any:
        """Return the innermost open segment or subsegment."""
        opened = _open.get()
        return opened[-1] if opened else super().get_trace_entity()

    def set_trace_entity(self, trace_entity: Any) -> None:
        """Make ``trace_entity`` the innermost one."""
        if _open.get():
            _open.set((trace_entity,))
        else:
            super().set_trace_entity(trace_entity)

    def clear_trace_entities(self) -> None:
        """Forget the record; the invocation's own segment stays."""
        if _open.get():
            _open.set(())
        else:
            super().clear_trace_entities()


class WholeRecords(DefaultStreaming):  # type: ignore[misc] # the SDK has no types
    """Sends a record's segment as one document. The invocation's subsegments leave one by one, as Lambda needs it."""

    def is_eligible(self, segment: Any) -> bool:
        """Return whether closed subsegments of ``segment`` are sent before it ends."""
        return isinstance(segment, FacadeSegment) and bool(super().is_eligible(segment))


def tidy(entity: Any) -> None:
    """Keep of a failure what X-Ray defines and nothing more.

    An exception's class and stack stay; its text, which may repeat a customer's values, goes. Status 4xx is an error
    and no fault, which the SDK makes of it. A condition that does not hold is neither: the functions write on
    conditions to find that out. Source: AWS X-Ray Developer Guide, "Errors, faults, and exceptions".
    """
    cause = getattr(entity, "cause", None)
    exceptions = cause.get("exceptions", ()) if isinstance(cause, dict) else ()
    for exception in exceptions:
        exception.message = None
    if getattr(entity, "namespace", None) != "aws":
        return
    if 400 <= (entity.http or {}).get("response", {}).get("status", 0) < 500:
        entity.fault = False
    if any(exception.type == _CONDITION_FAILED for exception in exceptions):
        entity.error, entity.cause = False, {}
