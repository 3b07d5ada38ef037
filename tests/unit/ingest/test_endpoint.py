"""POST /recommend, from the event to the answer."""

import json
from typing import Any

import pytest

from ingest.domain.model import UnavailableError
from tests.support.fakes.events import gateway_event, sample_event
from tests.support.fakes.ingest import MemoryInterests, endpoint
from tests.support.fakes.invocation import FakeContext

UNAVAILABLE = UnavailableError({"error_class": "ClientError", "error_code": "ThrottlingException"})


def respond(event: dict[str, Any], store: MemoryInterests | None = None) -> tuple[dict[str, Any], dict[str, int]]:
    """The answer with its body parsed, and what was counted."""
    under_test = endpoint(store or MemoryInterests())
    given = under_test.respond(event, FakeContext())
    (counted,) = under_test.counters.flushed
    return {**given, "body": json.loads(given["body"])}, counted


def test_a_valid_request_is_stored_and_gets_202() -> None:
    store = MemoryInterests()
    given, counted = respond(sample_event(), store)
    (event,) = store.events.values()
    assert given["statusCode"] == 202
    assert given["headers"]["Content-Type"] == "application/json"
    assert given["body"] == {
        "message": "Customer preference recorded.",
        "event_id": event.event_id,
        "trace_id": event.trace_header[5:40],
    }
    assert counted == {"InsertSuccess": 1}


def test_two_requests_in_one_millisecond_are_both_kept() -> None:
    store = MemoryInterests()
    respond(sample_event(), store)
    respond(sample_event(), store)
    assert len(store.events) == 2


def test_the_same_key_and_body_give_the_same_response() -> None:
    store = MemoryInterests()
    event = sample_event({"Idempotency-Key": "12345678"})
    assert respond(event, store)[0] == respond(event, store)[0]
    assert len(store.events) == 1


def test_the_same_key_with_another_body_is_a_conflict() -> None:
    store = MemoryInterests()
    respond(sample_event({"Idempotency-Key": "12345678"}), store)
    given, counted = respond(sample_event({"Idempotency-Key": "12345678"}, interest="books"), store)
    assert given["statusCode"] == 409
    assert given["body"]["type"].endswith(":idempotency-conflict")
    assert counted == {"RequestRefused": 1}


def test_a_bad_request_is_refused_and_not_stored() -> None:
    store = MemoryInterests()
    given, counted = respond(sample_event(interest=""), store)
    assert (given["statusCode"], given["body"]["status"]) == (400, 400)
    assert given["headers"]["Content-Type"] == "application/problem+json"
    assert given["body"]["request_id"] == "gateway-request"
    assert not store.events
    assert counted == {"RequestRefused": 1}


def test_a_store_that_fails_gives_503_and_asks_for_a_retry(capsys: pytest.CaptureFixture[str]) -> None:
    given, counted = respond(sample_event(), MemoryInterests(error=UNAVAILABLE))
    assert given["statusCode"] == 503
    assert given["headers"]["Retry-After"] == "1"
    assert counted == {"InsertError": 1}


def test_a_defect_gives_500_without_its_text() -> None:
    given, counted = respond(sample_event(), MemoryInterests(error=RuntimeError("canary")))
    assert given["statusCode"] == 500
    assert given["body"]["type"].endswith(":internal-error")
    assert "canary" not in json.dumps(given)
    assert counted == {"InsertError": 1}


@pytest.mark.parametrize("event", [sample_event(), sample_event(interest="")], ids=["accepted", "refused"])
def test_no_cache_keeps_a_response(event: dict[str, Any]) -> None:
    """An answer belongs to one customer: RFC 9111, section 5.2.2.5."""
    assert respond(event)[0]["headers"]["Cache-Control"] == "no-store"


@pytest.mark.parametrize("event", [{}, {"body": None, "headers": None}, gateway_event("{}", httpMethod=None)])
def test_an_event_of_another_shape_is_refused(event: dict[str, Any]) -> None:
    given, _ = respond(event)
    assert given["statusCode"] in {400, 415}


@pytest.mark.parametrize(
    ("allowed", "origin", "expected"),
    [
        ({"*"}, "https://a.example", "*"),
        ({"*"}, None, "*"),
        ({"https://a.example", "https://b.example"}, "https://b.example", "https://b.example"),
        ({"https://a.example"}, "https://evil.example", None),
        ({"https://a.example"}, "https://a.example.evil", None),
        ({"https://a.example"}, None, None),
    ],
)
@pytest.mark.parametrize("interest", ["organic_food", ""], ids=["accepted", "refused"])
def test_every_response_says_to_browsers_who_may_read_it(
    allowed: set[str], origin: str | None, expected: str | None, interest: str
) -> None:
    under_test = endpoint(MemoryInterests(), frozenset(allowed))
    given = under_test.respond(sample_event({"Origin": origin} if origin else {}, interest=interest), FakeContext())
    assert given["headers"].get("Access-Control-Allow-Origin") == expected
    assert given["headers"]["Vary"] == "Origin"


@pytest.mark.parametrize("name", ["Origin", "origin", "ORIGIN"])
@pytest.mark.parametrize("member", ["headers", "multiValueHeaders"])
def test_the_origin_counts_in_any_case_of_its_name(name: str, member: str) -> None:
    under_test = endpoint(MemoryInterests(), frozenset({"https://a.example", "https://b.example"}))
    event = sample_event()
    event[member] = {"content-type": ["application/json"], name: ["https://b.example"]}
    if member == "headers":
        event[member] = {name: values[0] for name, values in event[member].items()}
    given = under_test.respond(event, FakeContext())
    assert (given["statusCode"], given["headers"]["Access-Control-Allow-Origin"]) == (202, "https://b.example")


@pytest.mark.parametrize("name", ["Origin", "origin"])
def test_a_parameter_of_the_url_is_no_origin(name: str) -> None:
    under_test = endpoint(MemoryInterests(), frozenset({"https://a.example"}))
    parameters = {"queryStringParameters": {name: "https://a.example"}}
    given = under_test.respond({**sample_event(), **parameters}, FakeContext())
    assert "Access-Control-Allow-Origin" not in given["headers"]


@pytest.mark.parametrize("change", ["caller", "customer"])
def test_one_key_of_another_caller_or_for_another_customer_is_another_event(change: str) -> None:
    store = MemoryInterests()
    respond(sample_event({"Idempotency-Key": "12345678"}), store)
    other = sample_event({"Idempotency-Key": "12345678"}, **({"customer_id": "x"} if change == "customer" else {}))
    if change == "caller":
        other["requestContext"]["identity"]["apiKeyId"] = "key-2"
    assert respond(other, store)[0]["statusCode"] == 202
    assert len({event.event_id for event in store.events.values()}) == 2
