"""The input catalogue and the examples, answered by the function."""

import base64
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.contracts.bad_input import CASES, SAMPLE, Case
from tests.support.contracts.documents import openapi, plain, problem_types, request_examples, validator
from tests.support.fakes.events import gateway_event
from tests.support.fakes.ingest import MemoryInterests, endpoint
from tests.support.fakes.invocation import FakeContext

_OUR_OWN_WORDS = {"customer_id", "interest", "location", "organic_food"}


def response(event: dict[str, Any]) -> tuple[dict[str, Any], MemoryInterests]:
    store = MemoryInterests()
    return endpoint(store).respond(event, FakeContext()), store


def as_event(case: Case, *, encoded: bool) -> dict[str, Any]:
    """The event that API Gateway makes of a request: the body as text, or in base64 for a binary media type.

    Where the text's bytes are not UTF-8 it has U+FFFD in their place.
    """
    event = {**gateway_event(None), "headers": dict(case.headers), "multiValueHeaders": {}}
    for name, value in case.headers:
        event["multiValueHeaders"].setdefault(name, []).append(value)
    if case.body is None:
        return event
    if encoded:
        return {**event, "body": base64.b64encode(case.body).decode(), "isBase64Encoded": True}
    return {**event, "body": case.body.decode("utf-8", "replace")}


def values_in(body: bytes | None) -> list[str]:
    """What an answer must not repeat: the texts in the body that are no part of the contract's own words."""
    try:
        document = json.loads(body or b"")
    except (ValueError, RecursionError):
        return []
    texts = [*document, *document.values()] if isinstance(document, dict) else [document]
    return [text for text in texts if isinstance(text, str) and len(text) > 6 and text.strip() not in _OUR_OWN_WORDS]


def test_the_catalogue_is_large_and_names_each_case_once(figures: Callable[[str, str], None]) -> None:
    assert len(CASES) >= 180
    assert len({case.name for case in CASES}) == len(CASES)
    counts = sorted(Counter(case.status for case in CASES).items())
    figures(
        "input catalogue", f"{len(CASES)} cases: " + ", ".join(f"{number} of {status}" for status, number in counts)
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_request_gets_the_response_that_the_catalogue_says(case: Case) -> None:
    given, store = response(as_event(case, encoded=True))
    body = json.loads(given["body"])
    assert given["statusCode"] == case.status, body
    said = given["body"] + json.dumps(given["headers"])
    assert [text for text in values_in(case.body) if text in said] == []
    if case.status == 202:
        (event,) = store.events.values()
        validator("recommend-request").validate({name: getattr(event, name) for name in SAMPLE})
        validator("interest-event").validate(plain(event.to_item()))
        assert set(body) == set(openapi()["components"]["schemas"]["Accepted"]["required"])
    else:
        assert store.events == {}
        validator("problem").validate(body)
        assert body["type"].rpartition(":")[2] == case.problem
        assert problem_types()[body["type"]]["status"] == case.status


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_body_that_arrives_as_text_gets_the_same_status(case: Case) -> None:
    assert response(as_event(case, encoded=False))[0]["statusCode"] == case.status


@pytest.mark.parametrize(("path", "status"), request_examples(), ids=lambda value: getattr(value, "stem", ""))
def test_an_example_request_is_answered_as_its_folder_says(path: Path, status: int) -> None:
    given, _ = response(gateway_event(path.read_text(encoding="utf-8")))
    assert given["statusCode"] == status
