"""Generated requests, thousands of them, against the applied API: none may break the contract."""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from boto3.dynamodb.types import TypeDeserializer

from shared.timestamps import iso_milliseconds
from tests.support.contracts.documents import validator
from tests.support.contracts.responses import complaints
from tests.support.fuzz.api_search import ROUND, Found, search, texts_sent
from tests.support.target import Target

REQUESTS = 2000
LONGER = float(os.environ.get("FUZZ_SECONDS", "0"))
# A deployed account has a quota, and other writers in its table.
pytestmark = [pytest.mark.local_only, pytest.mark.timeout(900 + LONGER)]

# Shorter texts, and the contract's own words, are in many a log line without having been sent.
_DISTINCT_LENGTH = 8
_OWN_WORDS = json.dumps([validator("recommend-request").schema, validator("problem").schema])


@pytest.fixture(scope="module")
def started() -> str:
    """When the search began, as the contracts write it."""
    return iso_milliseconds(datetime.now(UTC))


@pytest.fixture(scope="module")
def found(target: Target, started: str) -> Found:
    """What the search sent and found: the same requests each time, or for ``FUZZ_SECONDS`` others each time."""
    address = target.environment["API_URL"], target.environment["API_KEY"]
    return search(*address, seeds_for(LONGER) if LONGER else range(REQUESTS // ROUND))


def seeds_for(seconds: float) -> Iterator[int]:
    """Yield other seeds each time until ``seconds`` have passed."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        yield random.getrandbits(64)


@pytest.fixture(scope="module")
def texts(found: Found) -> set[str]:
    """What was sent and is told apart from everything else."""
    sent = {text.strip() for interaction in found.interactions for text in texts_sent(interaction)}
    return {text for text in sent if len(text) >= _DISTINCT_LENGTH and len(set(text)) > 4 and text not in _OWN_WORDS}


def test_no_generated_request_breaks_the_contract(found: Found, figures: Callable[[str, str], None]) -> None:
    statuses = Counter(each.response.status_code for each in found.interactions if each.response is not None)
    figures(
        "generated requests through the API",
        f"{len(found.interactions)} requests, {found.checks} checks, {len(found.findings)} findings; "
        + ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items())),
    )
    assert found.findings == []
    assert LONGER or len(found.interactions) >= REQUESTS
    assert {202, 204, 400, 403, 415} <= statuses.keys()


def test_every_response_is_one_that_the_contract_describes(found: Found) -> None:
    broken = []
    for each in found.interactions:
        method, response = each.request.method.lower(), each.response
        if response is not None and method in {"post", "options"}:
            headers = {name.lower(): values[0] for name, values in response.headers.items()}
            body = json.loads(response.content) if response.content else None
            broken += complaints(method, response.status_code, headers, body)

    assert broken == []


def test_no_response_repeats_what_was_sent(found: Found) -> None:
    repeated = [
        (text, interaction.response.content)
        for interaction in found.interactions
        if interaction.response is not None and interaction.response.content
        for text in texts_sent(interaction)
        if len(text) >= _DISTINCT_LENGTH and text not in _OWN_WORDS and appears(text, interaction.response.text)
    ]

    assert repeated == []


def test_what_was_accepted_is_stored_and_nothing_that_the_contract_refuses(
    target: Target, found: Found, started: str
) -> None:
    responses = [each.response for each in found.interactions if each.response is not None]
    accepted = {each.json()["event_id"] for each in responses if each.status_code == 202}
    refused = {each.json().get("trace_id") for each in responses if each.status_code >= 400}
    stored = interest_items(target)
    items = [item for item in stored.values() if str(item["timestamp"]) >= started]

    assert len(accepted) > 100
    assert accepted <= stored.keys()
    assert [item for item in items if trace_of(item) in refused] == []
    event, request = validator("interest-event"), validator("recommend-request")
    posted = [{name: item[name] for name in ("customer_id", "interest", "location")} for item in items]
    broken = [error.message for item in items for error in event.iter_errors(item)]
    assert broken + [error.message for each in posted for error in request.iter_errors(each)] == []


def interest_items(target: Target) -> dict[str, dict[str, object]]:
    """Return the items of the interest table by event id, attribute types removed."""
    pages = target.client("dynamodb").get_paginator("scan").paginate(TableName=target.environment["INTEREST_TABLE"])
    plain = TypeDeserializer().deserialize
    items = [{name: plain(value) for name, value in item.items()} for page in pages for item in page["Items"]]
    return {str(item["event_id"]): {**item, "expires_at": int(item["expires_at"])} for item in items}


def trace_of(item: dict[str, object]) -> str:
    return str(item["trace_header"]).removeprefix("Root=").partition(";")[0]


def test_no_log_line_holds_what_was_sent(target: Target, found: Found, texts: set[str], started: str) -> None:
    logs = target.client("logs")
    groups = logs.get_paginator("describe_log_groups").paginate().search("logGroups[].logGroupName")
    since = int(datetime.fromisoformat(started).timestamp() * 1000)
    pages = (logs.get_paginator("filter_log_events").paginate(logGroupName=group, startTime=since) for group in groups)
    lines = [event["message"] for group in pages for page in group for event in page["events"]]

    assert len(lines) > len(found.interactions)
    assert len(texts) > 20
    everything = "\n".join(lines)
    assert [text for text in texts if appears(text, everything)] == []


def appears(text: str, where: str) -> bool:
    """Return whether ``where`` holds ``text``, as it is or as JSON writes it."""
    return text in where or json.dumps(text)[1:-1] in where
