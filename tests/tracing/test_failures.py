"""A failure shows in its request's trace as what it was, without what it said, and in no other trace."""

import json
from collections.abc import Callable

import pytest

from local.xray.segments import Document
from tests.support.tracing.assembler import findings
from tests.support.tracing.good_traces import trace_id
from tests.support.tracing.pipeline import Pipeline, Stored
from tests.support.tracing_harness import Wire

CANARY = "canary-from-aws"
FLAGS = ("error", "fault", "throttle")


def flags(entity: Document) -> set[str]:
    return {flag for flag in FLAGS if entity.get(flag)}


def deliver_among_others(pipeline: Pipeline, work: Callable[[], None]) -> Document:
    """Deliver twelve records to four workers; the sixth does ``work``. Return its segment; all others are fine."""

    def one_differs(record: Stored) -> None:
        work() if record.number == 5 else pipeline.wire.call()

    pipeline.deliver([pipeline.post(number) for number in range(12)], 4, one_differs)
    assert findings(pipeline.texts(), [CANARY]) == []
    records = {document["trace_id"]: document for document in pipeline.records()}
    failed = records.pop(trace_id(5))
    assert len(records) == 11
    assert [flags(entity) for document in records.values() for entity in (document, *document["subsegments"])] == [
        set()
    ] * 22
    return failed


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, "ValidationException", {"error"}),
        (500, "InternalServerError", {"fault"}),
        (400, "ThrottlingException", {"error", "throttle"}),
        (400, "ProvisionedThroughputExceededException", {"error", "throttle"}),
        (429, "TooManyRequestsException", {"error", "throttle"}),
    ],
)
def test_a_failed_call_is_flagged_as_what_it_was(
    pipeline: Pipeline, status: int, code: str, expected: set[str]
) -> None:
    failing = Wire(pipeline.tracing, status, json.dumps({"__type": f"com.amazonaws#{code}", "message": CANARY}))
    record = deliver_among_others(pipeline, failing.call)
    (call,) = record["subsegments"]
    assert call["http"]["response"]["status"] == status
    assert flags(call) >= expected
    assert flags(record) == {"fault"}


def test_a_defect_is_a_fault_without_its_text(pipeline: Pipeline) -> None:
    def fail() -> None:
        with pipeline.tracing.step("choose"):
            raise ValueError(CANARY)

    record = deliver_among_others(pipeline, fail)
    (step,) = record["subsegments"]
    assert flags(record) == flags(step) == {"fault"}
    assert step["cause"]["exceptions"][0]["type"] == "ValueError"
