"""What is, and what is not, a segment document."""

from typing import Any

import pytest

from local.xray.segments import MAX_DOCUMENT_BYTES, SegmentError, parse
from tests.support.local.xray.documents import segment, subsegment, text


@pytest.mark.parametrize(
    "document",
    [
        segment(1),
        segment(1, parent=2, type="subsegment"),
        segment(1, name="cxe-local-storefront/v1 _.:/%&#=+-@\\", annotations={"a_1": "x", "b": 1.5, "c": True}),
        segment(1, subsegments=[subsegment(2, "dynamodb", subsegments=[subsegment(3, "connect")])]),
        {key: value for key, value in segment(1, in_progress=True).items() if key != "end_time"},
    ],
)
def test_segments_and_lone_subsegments_are_taken(document: dict[str, Any]) -> None:
    assert parse(text(document)) == document


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"trace_id": "1-65e00000-0123"}, "trace_id"),
        ({"trace_id": None}, "trace_id"),
        ({"id": "ABCDEF0123456789"}, "id"),
        ({"id": 7}, "id"),
        ({"parent_id": "xyz"}, "parent_id"),
        ({"type": "segment"}, "type"),
        ({"type": "subsegment"}, "parent_id"),
        ({"name": ""}, "name"),
        ({"name": "a" * 201}, "name"),
        ({"name": "semi;colon"}, "name"),
        ({"start_time": "now"}, "start_time"),
        ({"start_time": True}, "start_time"),
        ({"end_time": None}, "end_time"),
        ({"end_time": -1}, "end_time"),
        ({"annotations": {"with-dash": 1}}, "annotations"),
        ({"annotations": {"list": [1]}}, "annotations"),
        ({"annotations": [1]}, "annotations"),
        ({"http": "GET"}, "http"),
        ({"http": {"request": "GET"}}, "http.request"),
        ({"http": {"response": {"status": "200"}}}, "status"),
        ({"origin": 5}, "origin"),
        ({"fault": 1}, "fault"),
        ({"user": None}, "user"),
        ({"subsegments": {}}, "subsegments"),
        ({"subsegments": [7]}, "subsegment"),
        ({"subsegments": [{"id": "0" * 16}]}, "name"),
    ],
)
def test_what_breaks_the_format_is_refused_with_the_reason(change: dict[str, Any], named: str) -> None:
    with pytest.raises(SegmentError, match=named):
        parse(text({**segment(1), **change}))


@pytest.mark.parametrize("broken", ["", "{", "[]", "null", '"segment"', "[" * 50_000])
def test_what_is_no_json_object_is_refused(broken: str) -> None:
    with pytest.raises(SegmentError) as raised:
        parse(broken)
    assert raised.value.code == "ParseError"


def test_the_largest_document_has_64_kilobytes() -> None:
    padding = MAX_DOCUMENT_BYTES - len(text(segment(1, metadata={"pad": ""})))
    parse(text(segment(1, metadata={"pad": "x" * padding})))
    with pytest.raises(SegmentError) as raised:
        parse(text(segment(1, metadata={"pad": "x" * (padding + 1)})))
    assert raised.value.code == "DocumentTooLarge"


def test_nesting_has_an_end() -> None:
    document = subsegment(100, "innermost")
    for number in range(80):
        document = subsegment(number, "wrapper", subsegments=[document])
    with pytest.raises(SegmentError, match="nested"):
        parse(text(segment(200, subsegments=[document])))


def test_a_refusal_carries_the_segment_s_id_when_it_has_one() -> None:
    with pytest.raises(SegmentError) as raised:
        parse(text({**segment(1), "name": ""}))
    assert raised.value.segment_id == segment(1)["id"]
