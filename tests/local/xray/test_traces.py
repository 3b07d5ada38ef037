"""Documents of a trace are put together as X-Ray shows them."""

from typing import Any

import pytest

from local.xray.traces import assemble
from tests.support.local.xray.documents import TRACE_ID, segment, subsegment


def test_a_lone_subsegment_takes_its_place_in_its_parent() -> None:
    inner = segment(3, "inner", parent=2, type="subsegment")
    outer = segment(2, "outer", parent=1, type="subsegment")
    trace = assemble(TRACE_ID, [inner, segment(1, "function"), outer])
    (only,) = trace.segments
    assert [only["name"], only["subsegments"][0]["name"]] == ["function", "outer"]
    assert only["subsegments"][0]["subsegments"][0]["name"] == "inner"
    assert trace.owners[inner["id"]] is only


def test_a_subsegment_whose_parent_never_came_is_kept() -> None:
    trace = assemble(TRACE_ID, [segment(1, "function"), segment(2, "orphan", parent=9, type="subsegment")])
    assert [document["name"] for document in trace.segments] == ["function", "orphan"]
    assert [document["name"] for document in trace.roots] == ["function", "orphan"]


def test_subsegments_that_claim_each_other_do_no_harm() -> None:
    a, b = segment(1, "a", parent=2, type="subsegment"), segment(2, "b", parent=1, type="subsegment")
    trace = assemble(TRACE_ID, [a, b, segment(3, "itself", parent=3, type="subsegment")])
    assert set(trace.owners) == {a["id"], b["id"], segment(3)["id"]}


@pytest.mark.parametrize(
    ("call", "name", "origin"),
    [
        ({"name": "dynamodb", "aws": {"table_name": "CustomerInterest"}}, "CustomerInterest", "AWS::DynamoDB::Table"),
        ({"name": "DynamoDB", "aws": {"table_name": "CustomerInterest"}}, "CustomerInterest", "AWS::DynamoDB::Table"),
        ({"name": "dynamodb"}, "dynamodb", "AWS::DynamoDB::Table"),
        ({"name": "sns", "aws": {"topic_arn": "arn:aws:sns:eu-west-1:000000000000:offers"}}, "sns", "AWS::SNS"),
        ({"name": "sqs", "aws": {"queue_url": "http://127.0.0.1/000000000000/offers"}}, "offers", "AWS::SQS::Queue"),
        ({"name": "personalize-runtime"}, "personalize-runtime", "AWS::personalize-runtime"),
        ({"name": "api.example.com", "namespace": "remote"}, "api.example.com", "remote"),
    ],
)
def test_a_call_without_a_segment_of_its_callee_becomes_an_inferred_segment(
    call: dict[str, Any], name: str, origin: str
) -> None:
    fields = {"namespace": "aws", "fault": True, "http": {"response": {"status": 500}}, **call}
    trace = assemble(TRACE_ID, [segment(1, subsegments=[subsegment(2, **fields)])])
    _, inferred = trace.segments
    assert (inferred["name"], inferred["origin"], inferred["inferred"]) == (name, origin, True)
    assert inferred["parent_id"] == segment(2)["id"]
    assert inferred["id"] not in {segment(1)["id"], segment(2)["id"]}
    assert (inferred["fault"], inferred["http"]) == (True, {"response": {"status": 500}})
    assert inferred["end_time"] == segment(2)["end_time"]


def test_a_service_that_sent_its_own_segment_is_not_inferred() -> None:
    function = segment(1, "function", subsegments=[subsegment(2, "sns", namespace="aws")])
    trace = assemble(TRACE_ID, [function, segment(3, "SNS", parent=2, origin="AWS::SNS")])
    assert [document["name"] for document in trace.segments] == ["function", "SNS"]


def test_inferring_twice_gives_the_same_ids() -> None:
    def ids() -> list[str]:
        document = segment(1, subsegments=[subsegment(2, "sns", namespace="aws")])
        return [found["id"] for found in assemble(TRACE_ID, [document]).segments]

    assert ids() == ids()


def test_segments_that_name_each_other_still_have_a_root() -> None:
    trace = assemble(TRACE_ID, [segment(1, parent=2), segment(2, parent=1)])
    assert [root["id"] for root in trace.roots] == [segment(1)["id"]]


def test_a_trace_spans_from_its_first_start_to_its_last_end() -> None:
    unfinished = {key: value for key, value in segment(1, in_progress=True).items() if key != "end_time"}
    trace = assemble(TRACE_ID, [segment(7), unfinished])
    assert (trace.start, trace.end) == (unfinished["start_time"], segment(7)["end_time"])
