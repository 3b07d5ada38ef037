"""Of a share of the invocations the functions write DEBUG lines, too, drawn anew while an environment stays warm."""

import json
import logging
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from tests.integration.conftest import Handler, start_ingest
from tests.support.fakes.events import interest_event, sample_event, stream_record
from tests.support.fakes.invocation import FakeContext
from tests.support.integration.cloud import Cloud

DRAWN = [0.9, 0.2, 0.9, 0.2]
RATE = "0.25"


@pytest.fixture(params=["ingest", "recommender"])
def invoke(
    request: pytest.FixtureRequest, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Any]]:
    """Invokes a function that started in the level INFO, and knows what Powertools draws."""
    logger = logging.getLogger(request.param)
    start = request.getfixturevalue("start_recommender")
    monkeypatch.setattr(logger, "init", False, raising=False)  # Powertools sets up a logger once in a process
    monkeypatch.setenv("POWERTOOLS_LOG_LEVEL", "INFO")
    monkeypatch.setenv("POWERTOOLS_LOGGER_SAMPLE_RATE", RATE)
    draws = iter(DRAWN)
    monkeypatch.setattr("aws_lambda_powertools.logging.logger.random", SimpleNamespace(random=lambda: next(draws)))
    handler: Handler = start_ingest(monkeypatch) if request.param == "ingest" else start()
    event = sample_event() if request.param == "ingest" else {"Records": [stream_record(interest_event())]}
    yield lambda: handler(event, FakeContext())
    logger.setLevel(logging.DEBUG)


def test_a_warm_function_draws_anew_for_each_invocation(
    invoke: Callable[[], Any], capsys: pytest.CaptureFixture[str]
) -> None:
    levels = []
    for _ in DRAWN:
        invoke()
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        levels.append([(line["level"], line["cold_start"]) for line in lines if "level" in line])

    assert ["DEBUG" in dict(each) for each in levels] == [False, True, False, True]
    assert all("INFO" in dict(each) for each in levels)
    assert [{cold for _, cold in each} for each in levels] == [{True}, {False}, {False}, {False}]
