"""A deployment without tracing: traces keep their ids, and no tracing library is loaded."""

import subprocess
import sys

import pytest

from shared.trace_header import INVOCATION_VARIABLE, TraceHeader
from shared.tracing import start
from tools.paths import FUNCTIONS_DIRECTORY

ROOT = "1-6740a1b2-0123456789abcdef01234567"
HEADER = f"Root={ROOT};Parent=53995c3f42cd8ad8;Sampled=1"


def test_no_tracing_library_is_loaded() -> None:
    code = "import sys, shared.tracing as t; t.start('unit', enabled=False); print('aws_xray_sdk' in sys.modules)"
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=FUNCTIONS_DIRECTORY, capture_output=True, text=True, check=True
    )
    assert printed.stdout == "False\n"


def test_the_requests_trace_is_passed_on_as_not_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(INVOCATION_VARIABLE, HEADER)
    tracing = start("unit", enabled=False)
    with tracing.step("record preference"):
        tracing.annotate(event_id="7f0c")
        assert tracing.current_header() == TraceHeader(ROOT, "53995c3f42cd8ad8", sampled=False)
    with tracing.continued(HEADER, "recommender", {}, {}) as trace:
        assert trace == TraceHeader(ROOT, "53995c3f42cd8ad8", sampled=False)
    tracing.mark_throttled({"Error": {"Code": "ThrottlingException"}})
    tracing.flush()


@pytest.mark.parametrize("header", [None, "", "nonsense"])
def test_a_bad_header_starts_a_new_trace(header: str | None) -> None:
    with start("unit", enabled=False).continued(header, "recommender", {}, {}) as trace:
        assert trace.root != ROOT
        assert not trace.sampled
