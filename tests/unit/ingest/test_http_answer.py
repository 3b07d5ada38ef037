"""Answers in API Gateway's form, whole."""

import json

from ingest.http_answer import Cors, accepted, refused
from ingest.problems import problem
from ingest.recording import Recorded

CORS = Cors(frozenset({"*"})).headers({})
TRACE_ID = "1-6740a1b2-0123456789abcdef01234567"


def test_an_accepted_request_is_answered_with_the_events_id_and_trace() -> None:
    answer = accepted(Recorded("event-1", TRACE_ID), CORS)
    assert json.loads(answer.pop("body")) == {
        "message": "Customer preference recorded.",
        "event_id": "event-1",
        "trace_id": TRACE_ID,
    }
    assert answer == {
        "statusCode": 202,
        "headers": {
            "Content-Type": "application/json",
            "Cache-Control": "no-store",
            "Vary": "Origin",
            "Access-Control-Expose-Headers": "Retry-After,X-Amzn-RequestId,X-Amzn-Trace-Id",
            "Access-Control-Allow-Origin": "*",
        },
        "isBase64Encoded": False,
    }


def test_a_problem_is_answered_with_when_to_try_again_where_that_helps() -> None:
    final = refused(problem("invalid-request", None, "request-1", TRACE_ID), CORS)
    passing = refused(problem("service-unavailable", None, "request-1", TRACE_ID), CORS)
    assert (final["statusCode"], passing["statusCode"]) == (400, 503)
    headers = {**CORS, "Content-Type": "application/problem+json", "Cache-Control": "no-store"}
    assert final["headers"] == headers
    assert passing["headers"] == {**headers, "Retry-After": "1"}
