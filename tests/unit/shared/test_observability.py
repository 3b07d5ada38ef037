"""Log lines and metrics as CloudWatch reads them."""

import io
import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from aws_lambda_powertools import Logger, Metrics

from shared.aws.observability import Counters, Gauges, Invocations, make_logger
from shared.settings import IngestSettings
from tests.support.logs import complaints, own_lines
from tests.support.unit.recorded import INVOCATION
from tests.unit.shared.test_settings import INGEST

SETTINGS = IngestSettings.from_environment({**INGEST, "POWERTOOLS_LOG_LEVEL": "INFO"})
SERVICES = iter(f"ingest{letter}" for letter in "abcdefgh")


@pytest.fixture(autouse=True)
def _own_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep apart what Powertools keeps for all metrics of a process."""
    for name in ("_metrics", "_dimensions", "_metadata", "_default_dimensions"):
        monkeypatch.setattr(Metrics, name, {})


def written(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_counts_of_an_invocation_are_one_line_of_the_embedded_metric_format(capsys: pytest.CaptureFixture[str]) -> None:
    counters = Counters(SETTINGS)
    for name in ("InsertSuccess", "InsertError", "InsertSuccess"):
        counters.add(name)
    counters.flush()
    (line,) = written(capsys)
    assert (line["InsertSuccess"], line["InsertError"]) == ([2.0], [1.0])
    assert (line["environment"], line["service"]) == ("dev", "ingest")
    (metrics,) = line["_aws"]["CloudWatchMetrics"]
    assert metrics["Namespace"] == "CustomerExperience"
    assert [sorted(dimensions) for dimensions in metrics["Dimensions"]] == [["environment", "service"]]
    assert metrics["Metrics"] == [{"Name": name, "Unit": "Count"} for name in ("InsertSuccess", "InsertError")]


def test_durations_are_values_of_one_metric_and_the_next_invocation_begins_without_them(
    capsys: pytest.CaptureFixture[str],
) -> None:
    counters = Counters(SETTINGS)
    counters.add_duration("OfferDelay", 900)
    counters.add_duration("OfferDelay", 1200)
    counters.flush()
    counters.flush()
    (line,) = written(capsys)
    assert line["OfferDelay"] == [900.0, 1200.0]
    assert line["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [{"Name": "OfferDelay", "Unit": "Milliseconds"}]


def test_more_values_than_a_line_may_hold_are_all_written(capsys: pytest.CaptureFixture[str]) -> None:
    counters = Counters(SETTINGS)
    for milliseconds in range(250):
        counters.add_duration("OfferDelay", milliseconds)
    counters.flush()
    lines = written(capsys)
    assert all(len(line["OfferDelay"]) <= 100 for line in lines)
    assert sorted(value for line in lines for value in line["OfferDelay"]) == list(range(250))


def test_the_next_invocation_begins_at_zero_and_without_counts_writes_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    counters = Counters(SETTINGS)
    counters.add("InsertSuccess")
    counters.flush()
    counters.flush()
    counters.add("InsertSuccess")
    counters.flush()
    assert [line["InsertSuccess"] for line in written(capsys)] == [[1.0], [1.0]]


@pytest.mark.parametrize("environment", ["one", "two"])
def test_the_environment_is_the_one_that_is_set_whatever_another_test_set(
    environment: str, capsys: pytest.CaptureFixture[str]
) -> None:
    counters = Counters(replace(SETTINGS, environment=environment))
    counters.add("InsertSuccess")
    counters.flush()
    assert [line["environment"] for line in written(capsys)] == [environment]


def test_what_is_measured_is_one_line_with_the_units_that_are_declared(capsys: pytest.CaptureFixture[str]) -> None:
    Gauges(SETTINGS).write({"FailureObjects": 0, "FailureObjectAge": 61.5})
    (line,) = written(capsys)
    assert (line["FailureObjects"], line["FailureObjectAge"]) == ([0.0], [61.5])
    assert (line["environment"], line["service"]) == ("dev", "ingest")
    (metrics,) = line["_aws"]["CloudWatchMetrics"]
    assert metrics["Metrics"] == [
        {"Name": "FailureObjects", "Unit": "Count"},
        {"Name": "FailureObjectAge", "Unit": "Seconds"},
    ]


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[Logger, io.StringIO]]:
    """Makes a logger, and what it writes to."""
    monkeypatch.setenv("_X_AMZN_TRACE_ID", str(INVOCATION))

    def make(**changed: Any) -> tuple[Logger, io.StringIO]:
        stream = io.StringIO()
        monkeypatch.setattr("shared.aws.observability.Logger", lambda **given: Logger(**given, stream=stream))
        service = next(SERVICES)  # Powertools keeps a logger, with its stream, for each
        return make_logger(replace(SETTINGS, powertools_service_name=service, **changed)), stream

    return make


def lines_of(stream: io.StringIO) -> list[dict[str, Any]]:
    found = own_lines(stream.getvalue().splitlines())
    assert [said for line in found for said in complaints(line)] == []
    return found


def test_a_line_is_a_log_event_from_the_level_on_that_is_set(make: Callable[..., tuple[Logger, io.StringIO]]) -> None:
    logger, stream = make()
    Invocations(logger).begin()
    logger.debug("A line below the level.")
    logger.info("A line.", extra={"request_id": "r"})
    (line,) = lines_of(stream)
    assert line.pop("timestamp")
    assert line == {
        "level": "INFO",
        "message": "A line.",
        "service": logger.service,
        "environment": "dev",
        "sampling_rate": 0.01,
        "cold_start": True,
        "xray_trace_id": INVOCATION.root,
        "request_id": "r",
    }


def test_the_first_invocation_alone_is_a_cold_start(make: Callable[..., tuple[Logger, io.StringIO]]) -> None:
    logger, stream = make()
    invocations = Invocations(logger)
    for _ in range(3):
        invocations.begin()
        logger.info("A line.")
    assert [line["cold_start"] for line in lines_of(stream)] == [True, False, False]


def test_each_invocation_is_drawn_anew_for_the_sample_whose_debug_lines_are_written(
    make: Callable[..., tuple[Logger, io.StringIO]], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter([0.9, 0.2, 0.9, 0.2])
    monkeypatch.setattr(random, "random", lambda: next(drawn))
    logger, stream = make(powertools_logger_sample_rate=0.25)
    invocations = Invocations(logger)
    for number in range(4):
        invocations.begin()
        logger.debug("Batch received.", extra={"records": number})
        logger.info("A line.")
    lines = lines_of(stream)
    assert [line["records"] for line in lines if line["level"] == "DEBUG"] == [1, 3]
    assert len([line for line in lines if line["level"] == "INFO"]) == 4


def test_without_a_sample_no_invocation_is_drawn(
    make: Callable[..., tuple[Logger, io.StringIO]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(random, "random", lambda: pytest.fail("drawn"))
    logger, stream = make(powertools_logger_sample_rate=0.0)
    invocations = Invocations(logger)
    for _ in range(2):
        invocations.begin()
        logger.debug("Request read.")
    assert lines_of(stream) == []
