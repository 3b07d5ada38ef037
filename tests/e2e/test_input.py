"""The input catalogue, answered by the deployed API."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.journey import Answer
from tests.contracts.answers import complaints
from tests.contracts.bad_input import CASES, PROBLEMS, Case
from tests.e2e.wire import send
from tests.target import Target

Answers = list[tuple[Case, Answer]]


@pytest.fixture(scope="module")
def answers(target: Target) -> Answers:
    """Every case of the catalogue and what the API answered."""
    with ThreadPoolExecutor(8) as clients:
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


def test_every_refusal_names_the_problem_that_the_catalogue_says(answers: Answers) -> None:
    refused = [(case, answer) for case, answer in answers if answer.status != 202]

    assert len(refused) > 200
    wrong = [
        case.name
        for case, answer in refused
        if answer.body["type"].rpartition(":")[2] != PROBLEMS[case.gateway or case.status]
    ]
    assert wrong == []
