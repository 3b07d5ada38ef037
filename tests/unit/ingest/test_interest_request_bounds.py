"""Where what a storefront may say ends, and what it is told beyond that."""

import json

import pytest

from ingest.domain import interest_request
from ingest.domain.model import RefusedError
from tests.support.fakes.events import SAMPLE
from tests.support.unit.ids import shown


@pytest.mark.parametrize("neighbour", ["\ufdcf", "\ufdf0", "\U0001fffd", "\U00020000"], ids=shown)
def test_a_neighbour_of_what_unicode_keeps_for_itself_is_data(neighbour: str) -> None:
    assert interest_request.read(json.dumps({**SAMPLE, "interest": neighbour}).encode()).interest == neighbour


@pytest.mark.parametrize(
    ("body", "detail"), [(b"{", "The body must be one JSON object."), (b"\xff", "The body must be UTF-8.")], ids=shown
)
def test_a_body_that_is_not_json_is_an_invalid_request_and_said_how_to_be(body: bytes, detail: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        interest_request.read(body)
    assert (refusal.value.slug, refusal.value.detail) == ("invalid-request", detail)
