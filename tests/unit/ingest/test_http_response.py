"""Answers in API Gateway's form, whole."""

import json

from ingest.adapters.http_response import Cors, accepted, refused
from ingest.adapters.problems import problem
from ingest.domain.model import Recorded

TRACE_ID = "1-6740a1b2-0123456789abcdef01234567"
COMMON = {
    "Cache-Control": "no-store",
    "Vary": "Origin",
    "Access-Control-Expose-Headers": "Retry-After,X-Amzn-RequestId,X-Amzn-Trace-Id",
    "Access-Control-Allow-Origin": "*",
}


def cors_headers() -> dict[str, str]:
    return Cors(frozenset({"*"})).headers({})


def test_an_accepted_request_gets_the_events_id_and_trace() -> None:
    response = accepted(Recorded("event-1", TRACE_ID), cors_headers())
    assert json.loads(response.pop("body")) == {
        "message": "Customer preference recorded.",
        "event_id": "event-1",
        "trace_id": TRACE_ID,
    }
    assert response == {
        "statusCode": 202,
        "headers": {**COMMON, "Content-Type": "application/json"},
        "isBase64Encoded": False,
    }


def test_a_problem_says_when_to_try_again_where_that_helps() -> None:
    final = refused(problem("invalid-request", None, "request-1", TRACE_ID), cors_headers())
    passing = refused(problem("service-unavailable", None, "request-1", TRACE_ID), cors_headers())
    assert (final["statusCode"], passing["statusCode"]) == (400, 503)
    headers = {**COMMON, "Content-Type": "application/problem+json"}
    assert final["headers"] == headers
    assert passing["headers"] == {**headers, "Retry-After": "1"}
