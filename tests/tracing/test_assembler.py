"""The assembler has nothing to say of good traces, and finds each way in which one can be bad."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.xray.segments import Document
from tests.support.tracing.assembler import Finding, findings
from tests.support.tracing.good_traces import request, trace_id
from tests.support.tracing.mutations import CANARY, MUTATIONS, Change, changed, later, update

FUNCTION = "AWS::Lambda::Function"


def texts(documents: list[Document]) -> list[str]:
    return [json.dumps(document) for document in documents]


@pytest.mark.parametrize(("deliveries", "consumers"), [(0, 0), (1, 0), (1, 1), (2, 1), (3, 4)])
def test_good_documents_have_no_findings(deliveries: int, consumers: int) -> None:
    assert findings(texts(request(1, deliveries, consumers)), [CANARY]) == []


def test_no_documents_have_no_findings() -> None:
    assert findings([]) == []


@pytest.mark.parametrize(("name", "change", "rules"), MUTATIONS, ids=[name for name, _, _ in MUTATIONS])
def test_each_way_to_be_bad_is_found_as_what_it_is(name: str, change: Change, rules: set[str]) -> None:
    found = findings(texts(changed(request(1), change)), [CANARY])
    assert {finding.rule for finding in found} == rules


@pytest.mark.parametrize("name", ["recommender Function", "offers SNS", "consumer"])
def test_what_a_stream_topic_or_queue_handed_over_may_end_when_it_likes(name: str) -> None:
    assert findings(texts(changed(request(1), later(name, "end_time", 60)))) == []


def test_a_segment_of_one_record_in_anothers_trace_is_found() -> None:
    strayed = request(1)[4]
    strayed["trace_id"] = trace_id(2)
    found = findings(texts([*request(1)[:4], strayed, *request(2)]))
    assert {(finding.rule, finding.trace_id) for finding in found} == {("event", trace_id(2)), ("parent", trace_id(2))}


def page(*numbers: int) -> list[Document]:
    """Return the documents of requests that a page made one after the other in the trace of the first of them."""
    whole: Document = {"name": "page", "trace_id": trace_id(numbers[0]), "id": "f" * 16}
    documents = [document for number in numbers for document in request(number)]
    for document in documents:
        document["trace_id"] = whole["trace_id"]
        if document.get("origin") == "AWS::ApiGateway::Stage":
            document["parent_id"] = whole["id"]
    times = [document[end] for document in documents for end in ("start_time", "end_time")]
    return [{**whole, "start_time": min(times), "end_time": max(times)}, *documents]


def test_several_requests_of_a_page_have_no_findings_in_one_trace() -> None:
    assert findings(texts(page(1, 2, 3)), [CANARY]) == []


def test_a_step_below_the_invocation_of_another_request_of_its_page_is_found() -> None:
    documents = page(1, 2)
    first, second = (each for each in documents if (each["name"], each.get("origin")) == ("ingest", FUNCTION))
    step = next(each for each in documents if each.get("parent_id") == second["id"])
    step["parent_id"] = first["id"]
    assert {finding.rule for finding in findings(texts(documents))} == {"event", "time"}


def test_a_finding_names_no_value() -> None:
    documents = changed(request(1), update("consumer", metadata={"who": CANARY}))
    (finding,) = findings(texts(documents), [CANARY])
    assert finding == Finding("personal", trace_id(1), documents[-1]["id"])


SHAPES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=4)


@given(SHAPES, st.randoms(use_true_random=False))
def test_mixtures_of_good_traces_have_no_findings_in_any_order(
    shapes: list[tuple[int, int]], order: random.Random
) -> None:
    documents = [document for number, shape in enumerate(shapes) for document in request(number, *shape)]
    order.shuffle(documents)
    assert findings(texts(documents), [CANARY]) == []


@given(SHAPES, st.sampled_from(MUTATIONS), st.randoms(use_true_random=False))
def test_in_a_mixture_the_bad_trace_is_found_and_no_other(
    shapes: list[tuple[int, int]], mutation: tuple[str, Change, set[str]], order: random.Random
) -> None:
    _, change, rules = mutation
    documents = [document for number, shape in enumerate(shapes) for document in request(number, *shape)]
    documents += changed(request(1000), change)
    order.shuffle(documents)
    found = findings(texts(documents), [CANARY])
    assert {finding.rule for finding in found} == rules
    assert {finding.trace_id for finding in found} <= {trace_id(1000), ""}
