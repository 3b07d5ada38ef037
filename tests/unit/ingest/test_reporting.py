"""What is said of a request: one line, and annotations of its trace, with nothing personal in either."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ingest.domain.model import RefusedError, UnavailableError
from shared.pseudonym import Pseudonyms
from shared.timestamps import iso_milliseconds
from tests.support.fakes.events import NOW, interest_event, sample_event
from tests.support.fakes.ingest import MemoryInterests, endpoint
from tests.support.fakes.invocation import FakeContext
from tests.support.unit.recorded import INVOCATION, Lines, Traced

LOG_FIELDS = {"error_class": "ClientError", "error_code": "ThrottlingException"}
KEY = "k" * 32
# What each line says of the request: the sample has no API key, and the clock stands still.
REQUEST = {"request_id": "gateway-request", "api_key_id": "key-1", "trace_id": INVOCATION.root, "duration_ms": 0}


def reported(event: dict[str, Any], error: Exception | None = None) -> tuple[dict[str, Any], Lines, Traced]:
    lines, traced = Lines("ingest"), Traced()
    under_test = replace(endpoint(MemoryInterests(error=error), tracing=traced, pseudonym_key=KEY), logger=lines)
    response = under_test.respond(event, FakeContext())
    assert traced.flushed == 1
    return json.loads(response["body"]), lines, traced


def test_a_recorded_interest_is_found_by_its_event_and_its_customers_pseudonym() -> None:
    body, lines, traced = reported(sample_event())
    log_fields = {**REQUEST, "event_id": body["event_id"], "outcome": "recorded"}
    assert lines.written == [("info", "Event stored.", log_fields)]
    assert traced.steps == ["record preference"]
    assert traced.annotations == {
        "event_id": body["event_id"],
        "outcome": "recorded",
        **Pseudonyms(KEY).annotation("12345"),
    }


@pytest.mark.parametrize(
    ("event", "error", "line", "outcome"),
    [
        (sample_event(interest=""), None, ("info", "Request refused.", {}), "invalid-request"),
        (
            sample_event(),
            UnavailableError(LOG_FIELDS),
            ("error", "Event not stored.", LOG_FIELDS),
            "service-unavailable",
        ),
        (
            sample_event(),
            KeyError("canary"),
            ("error", "Request failed.", {"error_class": "KeyError", "error_code": ""}),
            "internal-error",
        ),
    ],
    ids=["refused", "not stored", "failed"],
)
def test_a_request_without_success_is_one_line_and_an_outcome(
    event: dict[str, Any], error: Exception | None, line: tuple[str, str, dict[str, str]], outcome: str
) -> None:
    body, lines, traced = reported(event, error)
    level, message, log_fields = line
    assert lines.written == [(level, message, {**REQUEST, **log_fields, "outcome": outcome})]
    assert traced.annotations["outcome"] == outcome
    assert body["trace_id"] == INVOCATION.root
    assert body["request_id"] == "gateway-request"


def test_how_long_a_request_took_is_said_in_milliseconds() -> None:
    lines, clock = Lines("ingest"), iter([NOW, NOW + timedelta(milliseconds=41.6)])
    under_test = replace(endpoint(MemoryInterests()), logger=lines, now=lambda: next(clock))
    under_test.respond(sample_event(), FakeContext())
    assert lines.written[0][2]["duration_ms"] == 42


def test_the_size_of_a_body_is_a_line_for_debugging() -> None:
    _, lines, _ = reported({**sample_event(), "body": "{}"})
    assert lines.debugged == [("Request read.", {"body_bytes": 2, "idempotency_key_sent": False})]


def test_a_refusal_says_which_rule_is_broken() -> None:
    body, _, _ = reported(sample_event(interest=""))
    assert body["detail"].startswith("interest: ")


@pytest.mark.parametrize("request_id", [None, "", 7])
def test_a_request_that_the_gateway_did_not_name_is_named_by_the_invocation(request_id: object) -> None:
    body, lines, _ = reported({**sample_event(interest=""), "requestContext": {"requestId": request_id}})
    assert body["request_id"] == lines.written[0][2]["request_id"] == FakeContext.aws_request_id


def test_an_error_shows_nothing_but_its_kind() -> None:
    assert str(UnavailableError(LOG_FIELDS)) == "unavailable"
    assert str(RefusedError("invalid-request", "canary")) == "invalid-request"


def test_an_event_is_stored_as_it_was_said() -> None:
    store = MemoryInterests()
    endpoint(store, tracing=Traced()).respond(sample_event(interest=" Organic_Food "), FakeContext())
    ((key, stored),) = store.events.items()
    assert key == ("12345", stored.event_id)
    assert stored == interest_event(
        event_id=stored.event_id,
        timestamp=iso_milliseconds(NOW),
        interest=" Organic_Food ",
        trace_header=str(INVOCATION),
        expires_at=int(NOW.timestamp()) + 30 * 86_400,
    )
