"""One trace per request: what is sent to X-Ray, and which header goes out with each call."""

import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from shared.ports import Tracing
from shared.trace_header import TraceHeader
from shared.tracing import start
from tests.support.tracing_harness import (
    INVOCATION_PARENT,
    INVOCATION_ROOT,
    LINEAGE,
    Daemon,
    Wire,
    invocation_header,
    segments,
    traced_lambda,
)

ROOT, PARENT = "1-6740a1b2-0123456789abcdef01234567", "53995c3f42cd8ad8"
HEADER = f"Root={ROOT};Parent={PARENT};Sampled=1"
UNSAMPLED = f"Root={ROOT};Parent={PARENT};Sampled=0"
AWS = {"request_id": "invocation-1", "function_arn": "arn:aws:lambda:eu-west-1:000000000000:function:f"}


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "eu-west-1"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    with traced_lambda(monkeypatch) as listening:
        yield listening


@pytest.fixture
def tracing(daemon: Daemon) -> Tracing:
    return start("unit", enabled=True)


def continued(tracing: Tracing, header: str | None = HEADER, **annotations: str) -> Any:
    return tracing.continued(header, "recommender", AWS, annotations)


def test_the_stored_header_names_the_step_as_parent(tracing: Tracing, daemon: Daemon) -> None:
    with tracing.step("record preference"):
        header = tracing.current_header()
    (step,) = daemon.documents()
    assert (header.root, header.parent, header.sampled) == (INVOCATION_ROOT, step["id"], True)
    assert (step["trace_id"], step["parent_id"], step["name"]) == (
        INVOCATION_ROOT,
        INVOCATION_PARENT,
        "record preference",
    )


def test_the_stored_header_of_an_unsampled_request_keeps_its_trace(
    tracing: Tracing, daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", invocation_header(sampled=False))
    with tracing.step("record preference"):
        header = tracing.current_header()
    assert header == TraceHeader(INVOCATION_ROOT, INVOCATION_PARENT, sampled=False)
    assert daemon.documents() == []


def test_a_record_is_one_document_in_its_own_trace(tracing: Tracing, daemon: Daemon) -> None:
    wire = Wire(tracing)
    with continued(tracing, event_id="7f0c"):
        tracing.annotate(strategy="personalize")
        wire.call()
        wire.call()
    (segment,) = daemon.documents()
    assert (segment["trace_id"], segment["parent_id"], segment["name"]) == (ROOT, PARENT, "recommender")
    assert segment["origin"] == "AWS::Lambda::Function"
    assert segment["aws"]["request_id"] == "invocation-1"
    assert segment["annotations"] == {"event_id": "7f0c", "strategy": "personalize"}
    assert [child["name"] for child in segment["subsegments"]] == ["dynamodb", "dynamodb"]
    assert segment["end_time"] >= segment["start_time"]


def test_calls_carry_the_records_trace_and_the_invocations_lineage(tracing: Tracing, daemon: Daemon) -> None:
    wire = Wire(tracing)
    with continued(tracing):
        wire.call()
    (segment,) = daemon.documents()
    child = segment["subsegments"][0]["id"]
    assert wire.headers == [[f"Root={ROOT};Parent={child};Sampled=1;Lineage={LINEAGE}"]]


def test_an_unsampled_record_sends_nothing_and_passes_its_real_trace_on(tracing: Tracing, daemon: Daemon) -> None:
    wire = Wire(tracing)
    with continued(tracing, UNSAMPLED):
        tracing.annotate(strategy="personalize")
        wire.call()
    ((header,),) = wire.headers
    assert header.startswith(f"Root={ROOT};Parent=")
    assert ";Sampled=0" in header
    assert daemon.documents() == []


@pytest.mark.parametrize("header", [None, "", "Root=1-2-3", "nonsense", "root=" + ROOT, "Root=" + "x" * 10_000])
@pytest.mark.parametrize("sampled", [True, False])
def test_a_bad_header_starts_a_new_trace_sampled_as_the_invocation(
    tracing: Tracing, daemon: Daemon, monkeypatch: pytest.MonkeyPatch, header: str | None, sampled: bool
) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", invocation_header(sampled=sampled))
    with continued(tracing, header):
        pass
    documents = daemon.documents()
    assert len(documents) == int(sampled)
    for segment in documents:
        assert segment["trace_id"] not in {ROOT, INVOCATION_ROOT}
        assert "parent_id" not in segment


def test_records_of_one_batch_stay_apart(tracing: Tracing, daemon: Daemon) -> None:
    wire = Wire(tracing)
    headers = [
        TraceHeader(f"1-6740a1b2-{number:024x}", f"{number:016x}", sampled=number % 3 > 0) for number in range(12)
    ]
    for header in headers:
        with continued(tracing, str(header)):
            wire.call()
    assert [TraceHeader.parse(sent[0]).root for sent in wire.headers] == [header.root for header in headers]
    assert [segment["trace_id"] for segment in daemon.documents()] == [each.root for each in headers if each.sampled]


def test_records_on_many_threads_stay_apart(tracing: Tracing, daemon: Daemon) -> None:
    wire = Wire(tracing)
    barrier = threading.Barrier(8)

    def work(number: int) -> None:
        with continued(tracing, f"Root=1-6740a1b2-{number:024x};Parent={PARENT};Sampled=1"):
            barrier.wait(5)
            wire.call()
            barrier.wait(5)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    documents = daemon.documents()
    assert sorted(segment["trace_id"] for segment in documents) == [f"1-6740a1b2-{number:024x}" for number in range(8)]
    sent = {header for (header,) in wire.headers}
    for segment in documents:
        (child,) = segment["subsegments"]
        assert f"Root={segment['trace_id']};Parent={child['id']};Sampled=1;Lineage={LINEAGE}" in sent


def test_after_a_record_the_invocations_own_trace_is_current_again(tracing: Tracing, daemon: Daemon) -> None:
    wire = Wire(tracing)
    with continued(tracing):
        pass
    with tracing.step("after"):
        wire.call()
    assert TraceHeader.parse(wire.headers[0][0]).root == INVOCATION_ROOT
    assert {segment["trace_id"] for segment in daemon.documents()} == {ROOT, INVOCATION_ROOT}


def test_a_failure_is_a_fault_without_its_text(tracing: Tracing, daemon: Daemon) -> None:
    with pytest.raises(RuntimeError), continued(tracing), tracing.step("choose"):
        raise RuntimeError("canary")
    (segment,) = daemon.documents()
    assert segment["fault"] is True
    assert segment["subsegments"][0]["cause"]["exceptions"][0]["type"] == "RuntimeError"
    assert "canary" not in "".join(daemon.texts())


@pytest.mark.parametrize("inside_record", [True, False])
def test_an_error_of_aws_is_kept_without_its_text(tracing: Tracing, daemon: Daemon, inside_record: bool) -> None:
    wire = Wire(tracing, 400, '{"__type": "com.amazonaws#ValidationException", "message": "canary"}')
    block = continued(tracing) if inside_record else tracing.step("record preference")
    with pytest.raises(wire.client.exceptions.ClientError), block:
        wire.call()
    call = next(each for each in segments(daemon) if each["name"] == "dynamodb")
    assert call["error"] is True
    assert call["http"]["response"]["status"] == 400
    assert "canary" not in "".join(daemon.texts())


@pytest.mark.parametrize(
    ("status", "code", "flags"),
    [
        (400, "ValidationException", {"error"}),
        (400, "ThrottlingException", {"error", "throttle"}),
        (500, "InternalServerError", {"fault"}),
        (400, "ConditionalCheckFailedException", set()),  # an answer that the functions ask for
    ],
)
def test_a_call_is_flagged_as_x_ray_defines_it(
    tracing: Tracing, daemon: Daemon, monkeypatch: pytest.MonkeyPatch, status: int, code: str, flags: set[str]
) -> None:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)  # between botocore's attempts
    wire = Wire(tracing, status, f'{{"__type": "com.amazonaws#{code}", "message": "canary"}}')
    with continued(tracing), pytest.raises(wire.client.exceptions.ClientError):
        wire.call()
    (segment,) = daemon.documents()
    (call,) = segment["subsegments"]
    assert {flag for flag in ("error", "fault", "throttle") if call.get(flag)} == flags
    assert bool(call.get("cause", {}).get("exceptions")) == bool(flags)
    assert not segment.get("fault")


def test_throttling_with_status_400_is_marked_as_throttling(
    tracing: Tracing, daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)  # between botocore's attempts
    wire = Wire(tracing, 400, '{"__type": "com.amazonaws#ThrottlingException", "message": "slow down"}')
    with pytest.raises(wire.client.exceptions.ClientError), continued(tracing):
        wire.call()
    call = next(each for each in segments(daemon) if each["name"] == "dynamodb")
    assert call["throttle"] is True


def test_two_deliveries_of_one_record_are_two_segments(tracing: Tracing, daemon: Daemon) -> None:
    for _ in range(2):
        with continued(tracing, stream_event_id="e1"):
            pass
    first, second = daemon.documents()
    assert first["id"] != second["id"]
    assert first["annotations"] == second["annotations"] == {"stream_event_id": "e1"}


def test_outside_of_lambda_nothing_is_sent_or_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with traced_lambda(monkeypatch) as daemon, caplog.at_level(logging.DEBUG, "aws_xray_sdk"):
        monkeypatch.delenv("LAMBDA_TASK_ROOT")
        monkeypatch.delenv("_X_AMZN_TRACE_ID")
        tracing = start("unit", enabled=True)
        wire = Wire(tracing)
        with tracing.step("record preference"):
            header = tracing.current_header()
            tracing.annotate(event_id="7f0c")
        with continued(tracing):
            wire.call()
        assert header.root != tracing.current_header().root
        assert not header.sampled
        assert daemon.documents() == []
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert capsys.readouterr().err == ""
