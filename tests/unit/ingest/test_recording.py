"""Event ids, repeats and conflicts."""

import uuid
from dataclasses import replace

import pytest

from ingest.domain.interest_request import InterestRequest
from ingest.domain.model import Recorded, RefusedError, UnavailableError
from ingest.domain.recording import new_event_id, record
from shared.trace_header import TraceHeader
from tests.support.fakes.events import NOW, TRACE_ID
from tests.support.fakes.ingest import MemoryInterests
from tests.support.unit.ids import shown

REQUEST = InterestRequest("12345", "  Caf\u0065\u0301 ", "CAPE TOWN")
HEADER = TraceHeader(TRACE_ID, "53995c3f42cd8ad8", sampled=True)


def recorded(store: MemoryInterests, request: InterestRequest = REQUEST, header: TraceHeader = HEADER) -> Recorded:
    event_id = new_event_id("key-1", request.customer_id, "12345678")
    return record(request, event_id=event_id, trace_header=header, now=NOW, ttl_days=30, store=store)


def test_an_event_keeps_what_was_sent_and_the_form_that_is_matched() -> None:
    store = MemoryInterests()
    recorded(store)
    (event,) = store.events.values()
    assert (event.interest, event.interest_key) == ("  Caf\u0065\u0301 ", "caf\u00e9")
    assert (event.location, event.location_key) == ("CAPE TOWN", "cape town")
    assert event.timestamp == "2026-11-22T20:32:45.123Z"
    assert event.expires_at == 1_797_971_565
    assert event.trace_header == f"Root={TRACE_ID};Parent=53995c3f42cd8ad8;Sampled=1"


def test_a_repeat_gets_the_response_of_the_first() -> None:
    store = MemoryInterests()
    first = recorded(store)
    repeat = recorded(store, header=TraceHeader.new(sampled=True))
    assert repeat == first
    assert len(store.events) == 1


@pytest.mark.parametrize("change", [{"interest": "books"}, {"location": "Paris"}, {"interest": "Caf\u00e9"}], ids=shown)
def test_another_body_under_the_same_key_is_a_conflict(change: dict[str, str]) -> None:
    store = MemoryInterests()
    recorded(store)
    with pytest.raises(RefusedError) as refusal:
        recorded(store, replace(REQUEST, **change))
    assert refusal.value.slug == "idempotency-conflict"
    assert [(event.interest, event.location) for event in store.events.values()] == [
        (REQUEST.interest, REQUEST.location)
    ]


def test_a_failing_store_is_reported_as_it_is() -> None:
    with pytest.raises(UnavailableError):
        recorded(MemoryInterests(error=UnavailableError({"error_class": "ReadTimeoutError", "error_code": ""})))


def test_without_a_key_every_event_is_new() -> None:
    ids = {new_event_id("key-1", "12345", None) for _ in range(100)}
    assert len(ids) == 100
    assert all(str(uuid.UUID(each)) == each for each in ids)


@pytest.mark.parametrize(
    ("caller", "customer", "key"),
    [("key-2", "12345", "12345678"), ("key-1", "12346", "12345678"), ("key-1", "12345", "12345679")],
)
def test_a_key_means_something_for_one_caller_and_one_customer_only(caller: str, customer: str, key: str) -> None:
    assert new_event_id(caller, customer, key) != new_event_id("key-1", "12345", "12345678")


@pytest.mark.parametrize(("one", "other"), [(("a", "b-c"), ("a-b", "c")), (("a", "bc"), ("ab", "c"))], ids=shown)
def test_where_one_part_ends_matters(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert new_event_id(*one, "12345678") != new_event_id(*other, "12345678")


def test_a_repeat_of_an_event_without_a_trace_gets_its_own() -> None:
    store = MemoryInterests()
    first = recorded(store)
    (key,) = store.events
    store.events[key] = replace(store.events[key], trace_header="")
    assert recorded(store) == first
