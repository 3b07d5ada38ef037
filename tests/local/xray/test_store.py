"""Traces are kept whole, bounded and safe from several threads."""

import threading

import pytest

from local.xray.segments import SegmentError
from local.xray.store import Store
from tests.support.local.xray.documents import START, TRACE_ID, segment, text


def trace_id(number: int) -> str:
    return f"1-65e00000-{number:024x}"


def test_documents_of_a_trace_come_back_in_order_of_arrival() -> None:
    store = Store()
    for number in (3, 1, 2):
        store.put(text(segment(number)))
    assert store.documents(TRACE_ID) == [segment(3), segment(1), segment(2)]
    assert store.documents(trace_id(9)) == []


def test_a_finished_segment_replaces_its_beginning_and_not_the_other_way_round() -> None:
    store = Store()
    beginning = {key: value for key, value in segment(1, in_progress=True).items() if key != "end_time"}
    for document in (beginning, segment(1), beginning):
        store.put(text(document))
    assert store.documents(TRACE_ID) == [segment(1)]


def test_a_refused_document_is_counted_and_leaves_nothing() -> None:
    store = Store()
    with pytest.raises(SegmentError):
        store.put("{}")
    assert store.rejected == 1
    assert store.trace_ids(0, START * 2) == []


def test_the_oldest_traces_make_room() -> None:
    size = len(text(segment(1)))
    store = Store(max_bytes=size * 3)
    for number in range(10):
        store.put(text(segment(1, trace_id=trace_id(number))))
    assert [bool(store.documents(trace_id(number))) for number in range(10)] == [False] * 7 + [True] * 3


def test_replacing_a_document_does_not_use_up_room() -> None:
    store = Store(max_bytes=len(text(segment(1))) * 3)
    store.put(text(segment(1, trace_id=trace_id(0))))
    for _ in range(100):
        store.put(text(segment(1)))
    assert store.documents(trace_id(0))


@pytest.mark.parametrize(
    ("by", "start", "end", "found"),
    [
        ("TraceId", START, START + 0.02, True),
        ("TraceId", START + 0.05, START + 9, False),
        ("Service", START + 0.05, START + 9, True),
        ("Service", START, START + 0.05, False),
        ("Event", START, START + 9, False),
    ],
)
def test_a_time_range_is_about_the_start_the_update_or_the_end(by: str, start: float, end: float, found: bool) -> None:
    store = Store()
    store.put(text(segment(1)))
    assert store.trace_ids(start, end, by) == ([TRACE_ID] if found else [])


def test_newest_traces_come_first() -> None:
    store = Store()
    for number in (2, 3, 1):
        store.put(text(segment(number, trace_id=trace_id(number))))
    assert store.trace_ids(0, START * 2) == [trace_id(3), trace_id(2), trace_id(1)]


def test_many_threads_lose_nothing() -> None:
    store = Store()

    def put_all(number: int) -> None:
        for document in range(100):
            store.put(text(segment(document, trace_id=trace_id(number % 4), id=f"{number:08x}{document:08x}")))

    threads = [threading.Thread(target=put_all, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(store.documents(trace_id(number))) for number in range(4)] == [200] * 4
