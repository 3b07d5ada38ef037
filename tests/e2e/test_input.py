"""The input catalogue, answered by the deployed API."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from shared.timestamps import iso_milliseconds, utc_now
from tests.support.contracts.bad_input import CASES, PROBLEMS, SAMPLE, Case
from tests.support.contracts.documents import plain, request_examples, validator
from tests.support.contracts.responses import complaints
from tests.support.e2e.wire import checked, send
from tests.support.target import Target
from tools.journey import Response

Responses = list[tuple[Case, Response]]


@pytest.fixture(scope="module")
def started() -> str:
    """When the first case was sent, in the form of an event's timestamp."""
    return iso_milliseconds(utc_now() - timedelta(seconds=2))


@pytest.fixture(scope="module")
def responses(target: Target, started: str) -> Responses:
    """Every case of the catalogue and what the API answered."""
    with ThreadPoolExecutor(target.started_clients(8)) as clients:
        given = clients.map(lambda case: send(target, case.body, case.headers), CASES)
        return list(zip(CASES, given, strict=True))


@pytest.mark.volume
def test_every_input_gets_the_status_that_the_catalogue_says(
    responses: Responses, figures: Callable[[str, str], None]
) -> None:
    findings = [
        f"{case.name}: {response.status} instead of {case.gateway or case.status}"
        for case, response in responses
        if response.status != (case.gateway or case.status)
    ]
    by_gateway = sum("x-amzn-errortype" in response.headers for _, response in responses)
    seconds = sum(response.seconds for _, response in responses)
    figures(
        "input catalogue through the API",
        f"{len(responses)} cases, {by_gateway} answered by the gateway itself, {len(findings)} findings, "
        f"{seconds / len(responses) * 1000:.0f} ms each with 8 clients",
    )
    assert findings == []


@pytest.mark.volume
def test_every_response_is_one_that_the_contract_describes(responses: Responses) -> None:
    found = {case.name: complaints("post", each.status, each.headers, each.body) for case, each in responses}

    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize(("path", "status"), request_examples(), ids=lambda value: getattr(value, "stem", ""))
def test_an_example_request_is_answered_as_its_folder_says(target: Target, path: Path, status: int) -> None:
    assert checked(send(target, path.read_bytes())).status == status


@pytest.mark.volume
def test_nothing_is_stored_that_the_contract_would_refuse(target: Target, responses: Responses, started: str) -> None:
    pages = target.client("dynamodb").get_paginator("scan")
    found = pages.paginate(
        TableName=target.environment["INTEREST_TABLE"],
        FilterExpression="#at >= :started",
        ExpressionAttributeNames={"#at": "timestamp"},
        ExpressionAttributeValues={":started": {"S": started}},
        ConsistentRead=True,
    ).build_full_result()["Items"]
    events = [plain(item) for item in found]
    # With an idempotency key it may have been stored by an earlier run.
    keyless = [response for case, response in responses if "Idempotency-Key" not in dict(case.headers)]
    accepted = {response.body["event_id"] for response in keyless if response.status == 202}

    assert accepted
    assert accepted <= {event["event_id"] for event in events}
    for event in events:
        validator("interest-event").validate(event)
        validator("recommend-request").validate({name: event[name] for name in SAMPLE})


@pytest.mark.volume
def test_every_refusal_names_the_problem_that_the_catalogue_says(responses: Responses) -> None:
    refused = [(case, response) for case, response in responses if response.status != 202]

    assert len(refused) > 200
    wrong = [
        case.name
        for case, response in refused
        if response.body["type"].rpartition(":")[2] != PROBLEMS[case.gateway or case.status]
    ]
    assert wrong == []
