"""Whatever arrives, the answer is one of the contract's and never a fault."""

import base64
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.normalisation import normalised_key
from tests.support.fakes.events import SAMPLE, gateway_event
from tests.support.fakes.ingest import MemoryInterests, endpoint
from tests.support.fakes.invocation import FakeContext

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=70),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=8,
)
NEARLY_VALID = st.fixed_dictionaries(
    {name: st.just(value) | st.text(max_size=70) | JSON for name, value in SAMPLE.items()},
    optional={"extra": JSON},
)
HEADER_VALUE = st.text(max_size=140)


def status(event: dict[str, Any]) -> int:
    store = MemoryInterests()
    response = endpoint(store).respond(event, FakeContext())
    body = json.loads(response["body"])
    assert len(store.events) == (response["statusCode"] == 202)
    assert "status" not in body or body["status"] == response["statusCode"]
    return int(response["statusCode"])


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused(body: bytes) -> None:
    assert status(gateway_event(base64.b64encode(body).decode(), isBase64Encoded=True)) == 400


@settings(max_examples=300, deadline=None)
@given(JSON | NEARLY_VALID)
def test_any_document_is_accepted_or_refused(document: Any) -> None:
    assert status(gateway_event(json.dumps(document))) in {202, 400}


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["content-type", "idempotency-key", "content-encoding", "origin"]), HEADER_VALUE)
)
def test_any_headers_are_accepted_or_refused(headers: dict[str, str]) -> None:
    assert status(gateway_event(json.dumps(SAMPLE), headers)) in {202, 400, 415}


@settings(max_examples=300, deadline=None)
@given(st.text(min_size=1, max_size=64))
def test_any_text_that_is_accepted_has_a_key_to_match(text: str) -> None:
    store = MemoryInterests()
    endpoint(store).respond(gateway_event(json.dumps({**SAMPLE, "interest": text})), FakeContext())
    for event in store.events.values():
        assert event.interest == text
        assert event.interest_key == normalised_key(text) != ""


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["body", "headers", "multiValueHeaders", "isBase64Encoded", "requestContext"]),
        st.none() | st.booleans() | st.text(max_size=20) | st.dictionaries(st.text(max_size=12), st.none() | st.text()),
    )
)
def test_an_event_of_any_shape_is_refused(event: dict[str, Any]) -> None:
    assert status(event) in {400, 415}
