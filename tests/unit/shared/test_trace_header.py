"""The X-Ray tracing header."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.trace_header import TraceHeader, lineage

ROOT = "1-6740a1b2-0123456789abcdef01234567"
PARENT = "53995c3f42cd8ad8"


@pytest.mark.parametrize(
    ("text", "header"),
    [
        (f"Root={ROOT};Parent={PARENT};Sampled=1", TraceHeader(ROOT, PARENT, sampled=True)),
        (f"Sampled=0;Parent={PARENT};Root={ROOT}", TraceHeader(ROOT, PARENT, sampled=False)),
        (f"Self=1-2-3;Root={ROOT};Sampled=1", TraceHeader(ROOT, None, sampled=True)),
        (f"Root={ROOT}; Parent={PARENT}; Sampled=1", TraceHeader(ROOT, PARENT, sampled=True)),
        (f"Root={ROOT}", TraceHeader(ROOT, None, sampled=False)),
        (f"Root={ROOT};Parent=xyz;Sampled=?", TraceHeader(ROOT, None, sampled=False)),
        (f"Root={ROOT};Parent={PARENT};Sampled=1;Lineage=a:1|b:0", TraceHeader(ROOT, PARENT, sampled=True)),
    ],
)
def test_a_header_is_read_whatever_else_it_carries(text: str, header: TraceHeader) -> None:
    assert TraceHeader.parse(text) == header


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        ";;;===",
        "Root=",
        "Root=1-6740a1b2",
        f"root={ROOT}",
        f"Root={ROOT.upper()}",
        f"Root={ROOT}\n",
        f"Root=2{ROOT[1:]};Sampled=1",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    ],
)
def test_a_header_without_a_valid_root_is_none(text: str | None) -> None:
    assert TraceHeader.parse(text) is None


@given(st.text())
def test_no_text_fails_to_be_read(text: str) -> None:
    assert TraceHeader.parse(f"Root={text}") is None or text.startswith("1-")


def test_the_text_of_a_header_reads_back() -> None:
    header = TraceHeader(ROOT, PARENT, sampled=True)
    assert str(header) == f"Root={ROOT};Parent={PARENT};Sampled=1"
    assert TraceHeader.parse(str(header)) == header


def test_a_new_trace_has_an_id_of_its_own_and_a_parent_in_its_text() -> None:
    header = TraceHeader.new(sampled=False)
    read_back = TraceHeader.parse(str(header))
    assert read_back is not None
    assert read_back.root == header.root != TraceHeader.new(sampled=False).root
    assert read_back.parent
    assert not read_back.sampled


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"Root={ROOT};Lineage=a87bd80c:1|68fd508a:5", "a87bd80c:1|68fd508a:5"),
        ("Lineage=a=1", "a=1"),
        (" Lineage=aX ;Root=1", "aX"),
        ("", None),
        (None, None),
    ],
)
def test_the_lineage_is_found(text: str | None, value: str | None) -> None:
    assert lineage(text) == value


def test_a_new_traces_id_holds_the_time_in_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.trace_header.time.time", lambda: 0x6740A1B2 + 0.9)
    root = TraceHeader.new(sampled=True).root
    assert root.startswith("1-6740a1b2-")
    assert len(root) == len(ROOT)
    monkeypatch.setattr("shared.trace_header.time.time", lambda: 1.0)
    assert TraceHeader.new(sampled=True).root.startswith("1-00000001-")


def test_a_new_trace_is_sampled_as_is_asked_and_has_no_parent_yet() -> None:
    assert [(each.sampled, each.parent) for each in map(new, (True, False))] == [(True, None), (False, None)]


def new(sampled: bool) -> TraceHeader:
    return TraceHeader.new(sampled=sampled)
