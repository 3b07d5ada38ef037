"""What the X-Ray SDK asks of a context."""

from aws_xray_sdk.core.models.segment import Segment

from shared.tracing.record_context import RecordContext


def test_a_record_ends_when_it_is_said_to() -> None:
    context, segment = RecordContext(), Segment("recommender")
    context.put_segment(segment)
    context.end_segment(segment.start_time + 7)
    assert segment.end_time == segment.start_time + 7
    context.clear_trace_entities()
