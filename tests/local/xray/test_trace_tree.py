"""A trace as a tree on a terminal."""

from typing import Any

from tests.support.local.xray.documents import TRACE_ID, segment, subsegment, text
from tools import trace_source, trace_tree

EMULATED = {"local_stack": {"emulated": True}}
DOCUMENTS = [
    segment(1, "storefront/v1", origin="AWS::ApiGateway::Stage", metadata=EMULATED),
    segment(2, "ingest", parent=1, origin="AWS::Lambda", metadata=EMULATED),
    segment(
        3,
        "ingest",
        parent=2,
        origin="AWS::Lambda::Function",
        subsegments=[
            subsegment(
                4,
                "dynamodb",
                namespace="aws",
                aws={"operation": "PutItem", "table_name": "CustomerInterest"},
                http={"response": {"status": 400}},
                error=True,
                throttle=True,
            ),
            subsegment(6, "later"),
        ],
    ),
    segment(9, "recommender", parent=4, origin="AWS::Lambda::Function", fault=True),
]


def rendered(xray: Any, *documents: dict[str, Any]) -> list[str]:
    xray.put_trace_segments(TraceSegmentDocuments=[text(document) for document in documents])
    return trace_tree.render(trace_tree.build(trace_source.fetch(xray, TRACE_ID))).splitlines()


def test_a_trace_is_shown_with_kinds_times_and_marks(xray: Any) -> None:
    lines = [" ".join(line.split()) for line in rendered(xray, *DOCUMENTS)]
    assert lines == [
        "storefront/v1 AWS::ApiGateway::Stage +0 ms 100 ms (emulated)",
        "└─ ingest AWS::Lambda +10 ms 100 ms (emulated)",
        "└─ ingest AWS::Lambda::Function +20 ms 100 ms",
        "├─ dynamodb PutItem +30 ms 100 ms ERROR THROTTLE HTTP 400",
        "│ └─ recommender AWS::Lambda::Function +80 ms 100 ms FAULT",
        "└─ later +50 ms 100 ms",
    ]


def test_a_call_and_the_resource_inferred_from_it_are_one_line(xray: Any) -> None:
    lines = rendered(xray, *DOCUMENTS[:3])
    assert len(lines) == 5
    assert "CustomerInterest" in lines[3]
    assert "AWS::DynamoDB::Table PutItem" in lines[3]


def test_columns_line_up(xray: Any) -> None:
    lines = rendered(xray, *DOCUMENTS)
    assert len({line.index(" ms") for line in lines}) == 1
    assert len({line.index("+") for line in lines if "+0" not in line}) == 1


def test_what_nothing_leads_to_is_a_root_of_its_own(xray: Any) -> None:
    lines = rendered(xray, segment(1, "one"), segment(2, "two", parent=7))
    assert [line.split()[0] for line in lines] == ["one", "two"]


def test_segments_that_name_each_other_are_shown_once(xray: Any) -> None:
    lines = rendered(xray, segment(1, "one", parent=2), segment(2, "two", parent=1), segment(3, "itself", parent=3))
    assert sorted(line.replace("└─", "").split()[0] for line in lines) == ["itself", "one", "two"]


def test_unfinished_work_says_so(xray: Any) -> None:
    unfinished = {key: value for key, value in segment(1, in_progress=True).items() if key != "end_time"}
    assert rendered(xray, unfinished)[0].endswith("unfinished")


def test_an_unknown_trace_is_empty(xray: Any) -> None:
    assert rendered(xray) == ["The trace is empty."]
