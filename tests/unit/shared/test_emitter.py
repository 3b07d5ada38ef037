"""Segments of sampled requests reach X-Ray also from an invocation that Lambda does not sample."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError
from botocore.parsers import ResponseParserError

from shared.ports import Tracing
from shared.tracing import emitter, start
from tests.support.tracing_harness import Daemon, invocation_header, traced_lambda

ROOT = "1-6740a1b2-0123456789abcdef01234567"
SAMPLED, UNSAMPLED = (f"Root={ROOT};Parent=53995c3f42cd8ad8;Sampled={sampled}" for sampled in (1, 0))


class ScriptedXRay:
    def __init__(self) -> None:
        self.requests: list[list[str]] = []
        self.error: Exception | None = None

    def put_trace_segments(self, **request: Any) -> dict[str, Any]:
        if self.error:
            raise self.error
        self.requests.append(request["TraceSegmentDocuments"])
        return {"UnprocessedTraceSegments": []}


@pytest.fixture
def daemon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Daemon]:
    with traced_lambda(monkeypatch) as listening:
        yield listening


@pytest.fixture
def xray(monkeypatch: pytest.MonkeyPatch) -> ScriptedXRay:
    client = ScriptedXRay()
    monkeypatch.setattr(emitter.RecordEmitter, "_xray", lambda self: client)
    return client


@pytest.fixture
def tracing(daemon: Daemon) -> Tracing:
    return start("unit", enabled=True)


def record(tracing: Tracing, header: str) -> None:
    with tracing.continued(header, "recommender", {}, {}):
        pass


def test_a_sampled_invocation_sends_to_the_daemon_at_once(tracing: Tracing, daemon: Daemon, xray: ScriptedXRay) -> None:
    record(tracing, SAMPLED)
    assert [document["trace_id"] for document in daemon.documents()] == [ROOT]
    tracing.flush()
    assert xray.requests == []


def test_an_unsampled_invocation_sends_its_sampled_records_by_the_api_fifty_at_a_time(
    tracing: Tracing, daemon: Daemon, xray: ScriptedXRay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", invocation_header(sampled=False))
    for number in range(130):
        record(tracing, UNSAMPLED if number % 13 == 0 else SAMPLED)
    assert xray.requests == []
    tracing.flush()
    assert [len(documents) for documents in xray.requests] == [50, 50, 20]
    assert {json.loads(document)["trace_id"] for documents in xray.requests for document in documents} == {ROOT}
    assert daemon.documents() == []
    tracing.flush()
    assert len(xray.requests) == 3, "what was sent is not sent again"


@pytest.mark.parametrize(
    "error", [ConnectTimeoutError(endpoint_url="https://canary"), ResponseParserError("canary"), TypeError("canary")]
)
def test_traces_that_cannot_be_sent_cost_no_record(
    tracing: Tracing,
    xray: ScriptedXRay,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    monkeypatch.setenv("_X_AMZN_TRACE_ID", invocation_header(sampled=False))
    xray.error = error
    record(tracing, SAMPLED)
    tracing.flush()
    assert caplog.messages == [f"Traces were lost: {type(error).__name__}"]
    assert "canary" not in caplog.text


def test_the_client_for_it_is_made_only_when_it_is_needed_and_waits_no_longer_than_a_call(
    tracing: Tracing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    under_test = emitter.RecordEmitter(daemon=None)
    assert under_test._client is None
    config = under_test._xray().meta.config
    assert (config.connect_timeout, config.read_timeout) == (1, 1)
    assert config.retries == {"mode": "standard", "total_max_attempts": 2}
    assert under_test._xray() is under_test._client
