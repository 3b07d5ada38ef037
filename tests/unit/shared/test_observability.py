"""Log lines and metrics as CloudWatch reads them."""

import io
import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from aws_lambda_powertools import Logger, Metrics

from shared.aws.observability import Counters, Gauges, make_logger
from shared.settings import IngestSettings
from tests.unit.shared.test_settings import INGEST

SETTINGS = IngestSettings.from_environment({**INGEST, "POWERTOOLS_LOG_LEVEL": "INFO"})


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


def test_a_line_names_service_and_environment_from_the_level_on_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("shared.aws.observability.Logger", lambda **given: Logger(**given, stream=stream))
    service = f"ingest-{uuid.uuid4()}"  # Powertools keeps a logger, with its stream, for each
    logger = make_logger(replace(SETTINGS, powertools_service_name=service))
    logger.debug("A line below the level.")
    logger.info("A line.", extra={"request_id": "r"})
    (line,) = map(json.loads, stream.getvalue().splitlines())
    assert {name: line[name] for name in ("level", "message", "service", "environment", "request_id")} == {
        "level": "INFO",
        "message": "A line.",
        "service": service,
        "environment": "dev",
        "request_id": "r",
    }
