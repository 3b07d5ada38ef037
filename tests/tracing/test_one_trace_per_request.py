"""One request makes one whole trace, whatever shares its batch, its thread and its time."""

import json
import random

import pytest

from shared.trace_header import TraceHeader
from tests.support.tracing.assembler import findings
from tests.support.tracing.good_traces import event_id, trace_id
from tests.support.tracing.pipeline import INGEST, Pipeline, Stored


def calls_by_trace(pipeline: Pipeline) -> dict[str, set[tuple[str | None, bool]]]:
    """Return what the headers of all calls said: the parent and the decision, by trace."""
    said: dict[str, set[tuple[str | None, bool]]] = {}
    for (text,) in pipeline.wire.headers:
        header = TraceHeader.parse(text)
        assert header is not None
        said.setdefault(header.root, set()).add((header.parent, header.sampled))
    return said


def assert_each_has_its_own(pipeline: Pipeline, numbers: list[int]) -> None:
    """Every record of ``numbers`` made one segment with its calls, in its trace, and each call carried just that."""
    records = {document["trace_id"]: document for document in pipeline.records()}
    assert len(pipeline.records()) == len(numbers)
    assert sorted(records) == sorted(trace_id(number) for number in numbers)
    said = calls_by_trace(pipeline)
    for number in numbers:
        record = records[trace_id(number)]
        assert record["annotations"]["event_id"] == event_id(number)
        assert said[trace_id(number)] == {(call["id"], True) for call in record["subsegments"]}
        assert len(record["subsegments"]) == 2


@pytest.mark.parametrize("workers", [1, 4, 10])
def test_ten_records_of_ten_traces_in_one_batch_stay_apart(pipeline: Pipeline, workers: int) -> None:
    numbers = list(range(10))
    pipeline.deliver([pipeline.post(number) for number in numbers], workers)
    assert findings(pipeline.texts()) == []
    assert_each_has_its_own(pipeline, numbers)


def test_2000_records_on_16_threads_do_not_meet(pipeline: Pipeline) -> None:
    numbers = list(range(2000))
    pipeline.deliver([pipeline.post(number) for number in numbers], workers=16)
    assert findings(pipeline.texts()) == []
    assert_each_has_its_own(pipeline, numbers)


@pytest.mark.parametrize("workers", [1, 4])
def test_sampled_and_unsampled_requests_share_a_batch(pipeline: Pipeline, workers: int) -> None:
    sampled = [number for number in range(20) if random.Random(number).random() < 0.5]
    pipeline.deliver([pipeline.post(number, sampled=number in sampled) for number in range(20)], workers)
    assert 0 < len(sampled) < 20
    assert findings(pipeline.texts()) == []
    assert sorted(document["trace_id"] for document in pipeline.records()) == [trace_id(each) for each in sampled]
    decisions = {trace: {decision for _, decision in said} for trace, said in calls_by_trace(pipeline).items()}
    assert decisions == {trace_id(number): {number in sampled} for number in range(20)}


def test_redelivery_makes_siblings_and_no_duplicates(pipeline: Pipeline) -> None:
    stored = [pipeline.post(number) for number in range(3)]
    pipeline.deliver(stored)
    pipeline.deliver(stored[1:])
    pipeline.deliver(stored[1:])
    assert findings(pipeline.texts()) == []
    attempts = [document for document in pipeline.records() if document["trace_id"] == trace_id(2)]
    assert len(attempts) == len({attempt["id"] for attempt in attempts}) == 3
    assert len({attempt["parent_id"] for attempt in attempts}) == 1
    assert {attempt["annotations"]["stream_event_id"] for attempt in attempts} == {"e2"}


W3C = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
MALFORMED = ["", "nonsense", "Root=1-2-3", W3C, f"root={trace_id(1)};parent={'a' * 16}", "Root=" + "x" * 5000, "=;=;;"]


@pytest.mark.parametrize("header", [None, *MALFORMED])
def test_a_record_without_a_valid_header_has_a_trace_of_its_own(pipeline: Pipeline, header: str | None) -> None:
    pipeline.deliver([pipeline.post(0), Stored(1, header), pipeline.post(2)], workers=2)
    assert findings(pipeline.texts()) == []
    assert len({document["trace_id"] for document in pipeline.records()}) == 3
    (own,) = [document for document in pipeline.records() if document["annotations"]["event_id"] == event_id(1)]
    assert "parent_id" not in own


def test_a_header_with_fields_of_others_is_continued(pipeline: Pipeline) -> None:
    stored = pipeline.post(1)
    foreign = f"Self=1-65e00000-{'b' * 24};{stored.header};Lineage=2:a87bd80c:1;Vendor=x=y"
    pipeline.deliver([Stored(1, foreign)])
    assert findings(pipeline.texts()) == []
    assert_each_has_its_own(pipeline, [1])


def ingest_step_of(pipeline: Pipeline, stored: Stored) -> dict[str, object]:
    """Return the document of the step that ingest named in what it stored."""
    header = TraceHeader.parse(stored.header)
    (step,) = [document for document in map(json.loads, pipeline.texts()) if document["id"] == header.parent]
    return step


def test_posts_that_a_page_puts_into_one_trace_hang_each_below_their_own_invocation(pipeline: Pipeline) -> None:
    posts = [pipeline.post(number, trace=7) for number in range(3)]
    pipeline.deliver(posts)
    assert {TraceHeader.parse(stored.header).root for stored in posts} == {trace_id(7)}
    invocations = [each["id"] for each in map(json.loads, pipeline.texts()) if is_invocation(each, trace_id(7))]
    assert [ingest_step_of(pipeline, stored)["parent_id"] for stored in posts] == invocations
    assert len({*invocations}) == 3
    assert len(pipeline.records()) == 3


def is_invocation(document: dict[str, object], trace: str) -> bool:
    """Return whether ``document`` is what Lambda says of an invocation of ingest in ``trace``."""
    return (document["name"], document.get("origin"), document["trace_id"]) == (INGEST, "AWS::Lambda::Function", trace)


@pytest.mark.parametrize("decisions", [(False, True), (True, False), (True, False, True), (False, True, False)])
def test_each_post_of_a_shared_trace_keeps_its_own_sampling_decision(
    pipeline: Pipeline, decisions: tuple[bool, ...]
) -> None:
    posts = [pipeline.post(number, sampled=sampled, trace=7) for number, sampled in enumerate(decisions)]
    pipeline.deliver(posts)
    assert [TraceHeader.parse(stored.header).sampled for stored in posts] == list(decisions)
    sampled = [event_id(number) for number, decision in enumerate(decisions) if decision]
    assert [document["annotations"]["event_id"] for document in pipeline.records()] == sampled
    steps = [each for each in map(json.loads, pipeline.texts()) if each["name"] == "record preference"]
    assert [step["annotations"]["event_id"] for step in steps] == sampled
