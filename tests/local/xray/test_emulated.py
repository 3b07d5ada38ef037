"""Segments that AWS services would send are recorded, marked, and the mark cannot be found by a search."""

from collections.abc import Iterator

import pytest

from local.xray import emulated
from local.xray.segments import SegmentError
from local.xray.store import STORE
from tests.support.local.xray.documents import START, TRACE_ID

PART = {"id": "00000000000000aa", "name": "Initialization", "start_time": START, "end_time": START + 0.05}


@pytest.fixture(autouse=True)
def _no_trace_stays() -> Iterator[None]:
    STORE.clear()
    yield
    STORE.clear()


def test_an_emulated_segment_is_marked_in_its_metadata_only() -> None:
    segment_id = emulated.new_id()
    emulated.record_segment(
        TRACE_ID,
        segment_id,
        None,
        "storefront/v1",
        emulated.API_STAGE,
        START,
        START + 0.1,
        http={"response": {"status": 503}},
        subsegments=[PART],
        fault=True,
    )
    assert STORE.documents(TRACE_ID) == [
        {
            "trace_id": TRACE_ID,
            "id": segment_id,
            "name": "storefront/v1",
            "origin": "AWS::ApiGateway::Stage",
            "start_time": START,
            "end_time": START + 0.1,
            "http": {"response": {"status": 503}},
            "subsegments": [PART],
            "fault": True,
            "metadata": {"local_stack": {"emulated": True}},
        }
    ]


def test_a_segment_that_x_ray_would_refuse_is_refused() -> None:
    with pytest.raises(SegmentError, match="parent_id"):
        emulated.record_segment(TRACE_ID, emulated.new_id(), "nobody", "SNS", emulated.SNS, START, START)


def test_ids_are_new_every_time() -> None:
    assert len({emulated.new_id() for _ in range(100)}) == 100
