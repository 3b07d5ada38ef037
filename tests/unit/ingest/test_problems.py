"""What is answered to a refusal."""

from ingest.adapters.problems import problem
from shared.generated.contract import PROBLEM_TYPE_PREFIX

TRACE_ID = "1-6740a1b2-0123456789abcdef01234567"


def test_a_problem_says_what_its_type_does_unless_there_is_more_to_say() -> None:
    usual, closer = (problem("invalid-request", detail, "request-1", TRACE_ID).members for detail in (None, "Closer."))
    assert closer == {**usual, "detail": "Closer."}
    assert usual == {
        "type": f"{PROBLEM_TYPE_PREFIX}invalid-request",
        "title": usual["title"],
        "status": 400,
        "detail": usual["detail"],
        "request_id": "request-1",
        "trace_id": TRACE_ID,
    }
