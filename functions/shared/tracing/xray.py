"""Tracing with AWS X-Ray, through the SDK that Powertools brings along."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from aws_lambda_powertools import Tracer
from aws_xray_sdk.core.models.dummy_entities import DummySegment
from aws_xray_sdk.core.models.segment import Segment
from aws_xray_sdk.core.recorder import XRAY_META

from shared.ports import Tracing
from shared.trace_header import INVOCATION_VARIABLE, TraceHeader, lineage
from shared.tracing.emitter import RecordEmitter
from shared.tracing.noop import NoOpTracing, unsampled
from shared.tracing.record_context import RecordContext, WholeRecords

# Throttling that comes with status 400, which X-Ray would show as a mere error.
# Source: AWS SDKs and Tools Reference Guide, "Retry behavior", throttling errors.
_THROTTLING_CODES = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "Throttled",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
    }
)


def start(service: str) -> Tracing:
    """Put the SDK on botocore's clients and trace ``service``; outside of Lambda no daemon listens, and nothing is."""
    tracer = Tracer(service=service, patch_modules=("botocore",))
    return NoOpTracing() if tracer.disabled else XRayTracing(tracer.provider)


class XRayTracing:
    """Does what :class:`shared.ports.Tracing` says, with segments and subsegments."""

    def __init__(self, recorder: Any) -> None:
        """Trace with ``recorder``, the X-Ray SDK's, which has no types."""
        self._recorder = recorder
        self._emitter = RecordEmitter(recorder.emitter)
        recorder.configure(
            context=RecordContext(), emitter=self._emitter, streaming=WholeRecords(), streaming_threshold=0
        )

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Trace the block as a subsegment ``name``. An exception's class is kept and its text is not."""
        with self._recorder.in_subsegment(name):
            yield

    def annotate(self, **annotations: str | int | bool) -> None:
        """Annotate the current segment or subsegment."""
        for key, value in annotations.items():
            self._recorder.put_annotation(key, value)

    def current_header(self) -> TraceHeader:
        """Return the header of the current subsegment, or of the invocation, or a new one."""
        step = self._recorder.current_subsegment()
        if step is not None and step.sampled:
            return TraceHeader(step.trace_id, step.id, sampled=True)
        return unsampled(os.environ.get(INVOCATION_VARIABLE))

    @contextmanager
    def continued(
        self, header: str | None, name: str, aws: Mapping[str, str], annotations: Mapping[str, str]
    ) -> Iterator[TraceHeader]:
        """Trace the block as a segment, which is sent as one document when the block ends."""
        invocation_text = os.environ.get(INVOCATION_VARIABLE)
        trace = TraceHeader.parse(header)
        if trace is None:
            invocation = TraceHeader.parse(invocation_text)
            trace = TraceHeader.new(sampled=invocation is not None and invocation.sampled)
        segment = self._begin(trace, name)
        segment.save_origin_trace_header(_Extras(lineage(invocation_text)))
        segment.origin = "AWS::Lambda::Function"
        segment.set_aws({**XRAY_META, **aws})
        segment.annotations.update(annotations)
        try:
            yield TraceHeader(trace.root, segment.id if trace.sampled else trace.parent, trace.sampled)
        except BaseException:
            segment.add_fault_flag()
            raise
        finally:
            self._recorder.end_segment()
            _let_go(segment)

    def _begin(self, trace: TraceHeader, name: str) -> Any:
        if trace.sampled:
            segment: Any = Segment(name, traceid=trace.root, parent_id=trace.parent)
        else:
            # It would have a trace id of zeros and pass that on: keep the real one.
            segment = DummySegment(name)
            segment.trace_id = trace.root
        self._recorder.context.put_segment(segment)
        return segment

    def mark_throttled(self, parsed: Mapping[str, Any], **_: object) -> None:
        """Flag the call being traced when AWS throttled it."""
        if parsed.get("Error", {}).get("Code") in _THROTTLING_CODES:
            call = self._recorder.current_subsegment()
            if call is not None:
                call.add_throttle_flag()

    def flush(self) -> None:
        """Send what the daemon may not take."""
        self._emitter.flush()


def _let_go(entity: Any) -> None:
    """Undo the references from children to their segment: a cycle of each record would be the garbage collector's."""
    for child in entity.subsegments:
        child.parent_segment = None
        _let_go(child)


class _Extras:
    """What the SDK adds to the headers that it injects."""

    def __init__(self, lineage_: str | None) -> None:
        self.data = {"Lineage": lineage_} if lineage_ else None
