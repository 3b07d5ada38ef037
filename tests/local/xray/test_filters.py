"""Filter expressions select traces as the developer guide describes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from local.xray import filters
from local.xray.filter_scope import Scope
from local.xray.traces import assemble
from tests.support.local.xray.documents import TRACE_ID, segment, subsegment

API = segment(
    1,
    "storefront/v1",
    origin="AWS::ApiGateway::Stage",
    http={
        "request": {"method": "POST", "url": "https://api.example.com/v1/recommend", "client_ip": "192.0.2.7"},
        "response": {"status": 202},
    },
)
INGEST = segment(
    2,
    "ingest",
    parent=1,
    origin="AWS::Lambda::Function",
    user="u-1",
    resource_arn="arn:aws:lambda:eu-west-1:000000000000:function:ingest",
    annotations={"event_id": "e-1", "records": 3, "cold": False, "quoted": 'say "hi"'},
    subsegments=[
        subsegment(3, "dynamodb", namespace="aws", fault=True, aws={"table_name": "CustomerInterest"}),
        subsegment(4, "inner", annotations={"strategy": "personalize"}),
    ],
)
SCOPE = Scope.of_trace(assemble(TRACE_ID, [API, INGEST]))


@pytest.mark.parametrize(
    "expression",
    [
        "ok",
        "OK = true",
        "!fault",
        "fault != true",
        "fault = false",
        "!partial !throttle",
        "responsetime > 0.09 AND responsetime < 0.11",
        "duration > 0.1",
        "http.status = 202",
        'http.method = "POST"',
        'http.url BEGINSWITH "https://api.example.com/" AND http.url CONTAINS "/v1/"',
        'http.url ENDSWITH "recommend"',
        'http.clientip = "192.0.2.7"',
        'user = "u-1"',
        'resource.arn ENDSWITH "function:ingest"',
        'annotation.event_id = "e-1"',
        'annotation[event_id] = "e-1"',
        'annotation.strategy = "personalize"',
        "annotation.records >= 3",
        "annotation.cold = false",
        "annotation.cold",
        "!annotation.missing",
        'annotation.quoted = "say \\"hi\\""',
        "service()",
        'service("ingest")',
        '!service("recommender")',
        "service() { fault }",
        'service("CustomerInterest") { fault = true }',
        'service(id(name: "CustomerInterest", type: "AWS::DynamoDB::Table")) { inferred }',
        'service(id(type: "AWS::Lambda::Function")) { ok }',
        'edge("storefront/v1", "ingest")',
        'edge("ingest", "CustomerInterest") { fault }',
        'service("ingest") { annotation.records = 3 AND responsetime > 0 }',
        "fault OR http.status = 202",
        "fault AND error OR ok",
        "ok AND (fault OR !error)",
        'name = "storefront/v1"',
        'service("storefront/v1") { root = true AND ok }',
        'http.url AND responseTime > 0.05 AND user CONTAINS ""',
    ],
)
def test_an_expression_that_holds_matches(expression: str) -> None:
    assert filters.parse(expression)(SCOPE)


@pytest.mark.parametrize(
    "expression",
    [
        "fault",
        "!ok",
        "error OR throttle",
        "ok AND fault",
        "ok fault",
        "responsetime > 5",
        "http.status != 202",
        'http.status = "202"',
        'http.useragent = "curl"',
        'http.url CONTAINS "/v2/"',
        'annotation.event_id = "E-1"',
        "annotation.event_id = 1",
        "annotation.records = true",
        "annotation.missing",
        "annotation.missing != 1",
        'service("recommender")',
        'service("ingest") { fault }',
        'service("ingest") { annotation.strategy = "catalogue" }',
        'edge("ingest", "storefront/v1")',
        'edge("storefront/v1", "ingest") { error }',
        "(fault OR error) AND ok",
        'service("ingest") { root }',
    ],
)
def test_an_expression_that_does_not_hold_does_not_match(expression: str) -> None:
    assert not filters.parse(expression)(SCOPE)


@pytest.mark.parametrize(
    "expression",
    [
        "responsetime >",
        "fault AND",
        "(fault",
        "fault)",
        'service("a"',
        "service(a)",
        'edge("a")',
        'service("a") { fault',
        "id()",
        'service(id(account.id: "1"))',
        "rootcause.fault.service",
        "annotation.",
        "fault = maybe",
        "http.url CONTAINS 5",
        "fault ; error",
        '"text"',
        'http.url = "unfinished',
        "(" * 5000 + "ok" + ")" * 5000,
        "!" * 5000 + "ok",
        "NOT fault",
        'group.name = "missing"',
        'group.name CONTAINS "missing"',
        "group.name",
        "",
    ],
)
def test_what_is_no_expression_is_refused(expression: str) -> None:
    with pytest.raises(filters.FilterError):
        filters.parse(expression)


WORDS = [
    "ok",
    "fault",
    "=",
    "!=",
    ">",
    "(",
    ")",
    "{",
    "}",
    "!",
    ",",
    "AND",
    "OR",
    "service",
    "edge",
    "id",
    "name",
    ":",
    '"ingest"',
    "1.5",
    "true",
    "annotation.records",
    "http.url",
    "CONTAINS",
    "-",
    "\\",
    '"',
]


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_any_words_are_an_expression_or_refused(expression: str) -> None:
    try:
        predicate = filters.parse(expression)
    except filters.FilterError:
        return
    assert predicate(SCOPE) in (True, False)


def test_an_unfinished_trace_is_partial_and_has_no_response_time() -> None:
    unfinished = {key: value for key, value in segment(1, in_progress=True).items() if key != "end_time"}
    scope = Scope.of_trace(assemble(TRACE_ID, [unfinished]))
    assert filters.parse("partial AND !ok AND !(responsetime >= 0)")(scope)
