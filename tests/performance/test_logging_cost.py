"""What a record's log line costs it stays within its bounds: function calls, which are the same in every run."""

import cProfile
import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from aws_lambda_powertools import Logger

from shared.aws.observability import Invocations, make_logger
from tests.unit.shared.test_observability import SETTINGS

LINE = {
    "outcome": "published",
    "duration_ms": 48,
    "sequence_number": "111",
    "event_id": "7f0c2e1a-9d3b-4c55-8a53-0f6f2f1f9a10",
    "trace_id": "1-6740a1b2-0123456789abcdef01234567",
    "strategy": "popular",
    "time_to_offer_ms": 913,
}
MOST_CALLS = {"a record's line": 180, "a line below the level": 10, "the begin of an invocation": 15}


def calls(action: Callable[[], object]) -> int:
    with cProfile.Profile() as profile:
        action()
    return sum(entry.callcount for entry in profile.getstats())


def test_a_records_line_costs_a_quarter_of_what_its_trace_may(
    monkeypatch: pytest.MonkeyPatch, figures: Callable[[str, str], None]
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("shared.aws.observability.Logger", lambda **given: Logger(**given, stream=stream))
    logger = make_logger(replace(SETTINGS, powertools_service_name="ingestcost", powertools_logger_sample_rate=0.0))
    logger.propagate = False  # to pytest's handlers
    invocations = Invocations(logger)
    invocations.begin()
    logger.info("Offer published.", extra=LINE)  # what is done once is done

    measured = {
        "a record's line": calls(lambda: logger.info("Offer published.", extra=LINE)),
        "a line below the level": calls(lambda: logger.debug("Batch received.", extra={"records": 1})),
        "the begin of an invocation": calls(invocations.begin),
    }

    figures("logging", ", ".join(f"{name}: {count} function calls" for name, count in measured.items()))
    assert {name: count for name, count in measured.items() if count > MOST_CALLS[name]} == {}
