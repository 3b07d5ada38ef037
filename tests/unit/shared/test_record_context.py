"""What the X-Ray SDK asks of a context, and what is kept of failures."""

from collections.abc import Iterator
from typing import Any

import pytest
from aws_xray_sdk.core import patcher
from aws_xray_sdk.core.models.segment import Segment
from aws_xray_sdk.core.models.subsegment import Subsegment

from shared.ports import Tracing
from shared.tracing import start
from shared.tracing.record_context import RecordContext, tidy
from tests.support.tracing_harness import INVOCATION_PARENT, INVOCATION_ROOT, Daemon, Wire, traced_lambda

ROOT = "1-6740a1b2-0123456789abcdef01234567"
HEADER = f"Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=1"


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    for name, value in {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "x"}.items():
        monkeypatch.setenv(name, value)
    with traced_lambda(monkeypatch) as listening:
        yield listening


@pytest.fixture
def tracing(daemon: Daemon) -> Tracing:
    return start("unit", enabled=True)


def subsegment(segment: Segment, **members: Any) -> Subsegment:
    context = Subsegment("call", "aws", segment)
    for name, value in members.items():
        setattr(context, name, value)
    return context


def test_segments_and_subsegments_end_when_they_are_said_to() -> None:
    context, segment = RecordContext(), Segment("recommender")
    context.put_segment(segment)
    outer, inner = Subsegment("outer", "local", segment), Subsegment("inner", "local", segment)
    context.put_subsegment(outer)
    context.put_subsegment(inner)
    begun = segment.start_time
    assert [context.end_subsegment(begun + seconds) for seconds in (1, 2)] == [True, True]
    assert (inner.end_time, outer.end_time) == (begun + 1, begun + 2)
    context.end_segment(begun + 3)
    assert segment.end_time == begun + 3
    context.clear_trace_entities()


def test_a_subsegment_of_the_invocation_ends_when_it_is_said_to(daemon: Daemon) -> None:
    context = RecordContext()
    step = Subsegment("step", "local", context.get_trace_entity())
    context.put_subsegment(step)
    assert context.end_subsegment(step.start_time + 7) is True
    assert step.end_time == step.start_time + 7
    assert context.end_subsegment() is False


def test_steps_inside_steps_of_a_record_stay_inside(tracing: Tracing, daemon: Daemon) -> None:
    wire = Wire(tracing)
    with tracing.continued(HEADER, "recommender", {}, {}), tracing.step("outer"):
        with tracing.step("first"):
            wire.call()
        with tracing.step("second"):
            tracing.annotate(of="second")
        tracing.annotate(of="outer")
    (segment,) = daemon.documents()
    (outer,) = segment["subsegments"]
    first, second = outer["subsegments"]
    assert [each["name"] for each in (outer, first, second)] == ["outer", "first", "second"]
    assert [call["name"] for call in first["subsegments"]] == ["dynamodb"]
    assert (outer["annotations"], second["annotations"]) == ({"of": "outer"}, {"of": "second"})


def test_of_an_exception_deep_inside_a_record_no_text_is_kept(tracing: Tracing, daemon: Daemon) -> None:
    record = tracing.continued(HEADER, "recommender", {}, {})
    with pytest.raises(KeyError), record, tracing.step("outer"), tracing.step("inner"):
        raise KeyError("canary")
    (segment,) = daemon.documents()
    (inner,) = segment["subsegments"][0]["subsegments"]
    (exception,) = inner["cause"]["exceptions"]
    assert exception["type"] == "KeyError"
    assert "message" not in exception
    assert "canary" not in "".join(daemon.texts())


@pytest.mark.parametrize("http", [None, {}, {"request": {}}, {"response": {}}], ids=["none", "empty", "lost", "bare"])
def test_a_call_without_a_response_stays_the_fault_that_it_is(http: dict[str, Any] | None) -> None:
    call = subsegment(Segment("recommender"), http=http, fault=True)
    tidy(call)
    assert call.fault


@pytest.mark.parametrize(("status", "fault"), [(399, True), (400, False), (499, False), (500, True)])
def test_a_response_4xx_is_no_fault(status: int, fault: bool) -> None:
    call = subsegment(Segment("recommender"), http={"response": {"status": status}}, fault=True)
    tidy(call)
    assert call.fault is fault


def test_where_nothing_is_traced_there_is_nothing_to_tidy() -> None:
    tidy(None)


def test_a_call_in_an_invocation_without_lineage_carries_none(
    tracing: Tracing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", f"Root={INVOCATION_ROOT};Parent={INVOCATION_PARENT};Sampled=1")
    wire = Wire(tracing)
    with tracing.continued(HEADER, "recommender", {}, {}):
        wire.call()
    ((header,),) = wire.headers
    assert "Lineage" not in header


def test_no_library_but_botocore_is_traced(tracing: Tracing) -> None:
    """Each of them would be imported for it."""
    assert {"botocore"} == patcher._PATCHED_MODULES


def test_who_sets_what_is_traced_in_a_record_sets_it_there() -> None:
    context, segment = RecordContext(), Segment("recommender")
    step = subsegment(segment)
    context.put_segment(segment)
    context.set_trace_entity(step)
    assert context.get_trace_entity() is step
    context.clear_trace_entities()


def test_outside_of_a_record_an_entity_is_the_invocations() -> None:
    segment = Segment("invocation")
    entity = Subsegment("step", "local", segment)
    context = RecordContext()

    context.set_trace_entity(entity)

    assert context._local.entities == [entity]
