"""The input catalogue, answered by the deployed API."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from shared.timestamps import iso_milliseconds, utc_now
from tests.contracts.answers import complaints
from tests.contracts.bad_input import CASES, PROBLEMS, SAMPLE, Case
from tests.contracts.documents import plain, request_examples, validator
from tests.e2e.wire import checked, send
from tests.target import Target
from tools.journey import Response

Answers = list[tuple[Case, Response]]


@pytest.fixture(scope="module")
def started() -> str:
    """When the first case was sent, in the form of an event's timestamp."""
    return iso_milliseconds(utc_now() - timedelta(seconds=2))


@pytest.fixture(scope="module")
def answers(target: Target, started: str) -> Answers:
    """Every case of the catalogue and what the API answered."""
    with ThreadPoolExecutor(target.clients(8)) as clients:
        given = clients.map(lambda case: send(target, case.body, case.headers), CASES)
        return list(zip(CASES, given, strict=True))


def test_every_input_gets_the_status_that_the_catalogue_says(
    answers: Answers, figures: Callable[[str, str], None]
) -> None:
    findings = [
        f"{case.name}: {answer.status} instead of {case.gateway or case.status}"
        for case, answer in answers
        if answer.status != (case.gateway or case.status)
    ]
    by_gateway = sum("x-amzn-errortype" in answer.headers for _, answer in answers)
    seconds = sum(answer.seconds for _, answer in answers)
    figures(
        "input catalogue through the API",
        f"{len(answers)} cases, {by_gateway} answered by the gateway itself, {len(findings)} findings, "
        f"{seconds / len(answers) * 1000:.0f} ms each with 8 clients",
    )
    assert findings == []


def test_every_answer_is_one_that_the_contract_describes(answers: Answers) -> None:
    found = {case.name: complaints("post", answer.status, answer.headers, answer.body) for case, answer in answers}

    assert {name: each for name, each in found.items() if each} == {}


@pytest.mark.parametrize(("path", "status"), request_examples(), ids=lambda value: getattr(value, "stem", ""))
def test_an_example_request_is_answered_as_its_folder_says(target: Target, path: Path, status: int) -> None:
    assert checked(send(target, path.read_bytes())).status == status


def test_nothing_is_stored_that_the_contract_would_refuse(target: Target, answers: Answers, started: str) -> None:
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
    keyless = [answer for case, answer in answers if "Idempotency-Key" not in dict(case.headers)]
    accepted = {answer.body["event_id"] for answer in keyless if answer.status == 202}

    assert accepted
    assert accepted <= {event["event_id"] for event in events}
    for event in events:
        validator("interest-event").validate(event)
        validator("recommend-request").validate({name: event[name] for name in SAMPLE})


def test_every_refusal_names_the_problem_that_the_catalogue_says(answers: Answers) -> None:
    refused = [(case, answer) for case, answer in answers if answer.status != 202]

    assert len(refused) > 200
    wrong = [
        case.name
        for case, answer in refused
        if answer.body["type"].rpartition(":")[2] != PROBLEMS[case.gateway or case.status]
    ]
    assert wrong == []
