"""Whatever documents X-Ray takes, every query over them answers, and in the shapes of the model."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from local.xray.policies import ResourcePolicies
from local.xray.sampling import SamplingRules
from local.xray.service import make_api
from local.xray.store import Account
from tests.support.local.modelled_api.in_process import client_for
from tests.support.local.xray.documents import START, TRACE_ID, arn, text
from tools import trace_source, trace_tree

IDS = st.integers(1, 6).map(lambda number: f"{number:016x}")  # few, so that ids repeat, cross and form cycles
JUNK = st.one_of(st.none(), st.booleans(), st.integers(-1, 600), st.text(max_size=5), st.lists(st.none(), max_size=1))


def mostly(usual: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Junk now and then: most documents have to be taken for their queries to be tested."""
    return st.integers(0, 29).flatmap(lambda number: JUNK if number == 0 else usual)


PARTS = {
    "id": IDS,
    "name": st.sampled_from(["dynamodb", "sns", "service"]),
    "start_time": st.floats(START, START + 1),
    "end_time": mostly(st.floats(START - 1, START + 2)),
}
OPTIONAL = {
    "in_progress": st.booleans(),
    "namespace": st.sampled_from(["aws", "remote", "other"]),
    "origin": mostly(st.just("AWS::Lambda")),
    "error": st.booleans(),
    "fault": mostly(st.booleans()),
    "throttle": st.booleans(),
    "user": mostly(st.just("u")),
    "resource_arn": mostly(st.just("arn")),
    "http": mostly(
        st.fixed_dictionaries(
            {},
            optional={
                "request": mostly(
                    st.dictionaries(st.sampled_from(["url", "method", "client_ip"]), st.text(max_size=5))
                ),
                "response": mostly(st.fixed_dictionaries({}, optional={"status": mostly(st.integers(0, 600))})),
            },
        )
    ),
    "aws": mostly(st.dictionaries(st.sampled_from(["table_name", "queue_url", "operation"]), JUNK)),
    "annotations": mostly(st.dictionaries(st.sampled_from(["a", "b"]), mostly(st.text(max_size=5)))),
    "metadata": mostly(st.dictionaries(st.just("local_stack"), JUNK)),
}
SUBSEGMENTS = st.recursive(
    st.fixed_dictionaries(PARTS, optional=OPTIONAL),
    lambda inner: st.fixed_dictionaries({**PARTS, "subsegments": st.lists(inner, max_size=2)}, optional=OPTIONAL),
    max_leaves=4,
)
DOCUMENTS = st.fixed_dictionaries(
    {**PARTS, "trace_id": st.just(TRACE_ID)},
    optional={
        **OPTIONAL,
        "parent_id": IDS,
        "type": st.just("subsegment"),
        "subsegments": st.lists(SUBSEGMENTS, max_size=3),
    },
)


@settings(max_examples=80, deadline=None)
@given(st.lists(DOCUMENTS, min_size=1, max_size=6))
def test_every_query_responds_over_any_documents(documents: list[dict[str, Any]]) -> None:
    STORE_OF_TEST.clear()
    XRAY.put_trace_segments(TraceSegmentDocuments=[text(document) for document in documents])
    period = {"StartTime": START - 5, "EndTime": START + 5}
    stored = XRAY.batch_get_traces(TraceIds=[TRACE_ID])["Traces"]
    assert len(XRAY.get_trace_summaries(**period)["TraceSummaries"]) == len(stored)
    XRAY.get_trace_summaries(**period, FilterExpression='service() { fault } OR http.status > 5 OR annotation.a = "x"')
    assert bool(XRAY.get_service_graph(**period)["Services"]) == bool(stored)
    assert trace_tree.render(trace_tree.build(trace_source.fetch(XRAY, TRACE_ID)))


STORE_OF_TEST = Account()
XRAY = client_for(make_api(STORE_OF_TEST, arn, SamplingRules(arn), ResourcePolicies()))
