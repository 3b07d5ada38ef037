"""How a metric filter makes metrics of an event."""

import json
from typing import Any

import pytest

from local.cloudwatch.datum import Datum
from local.cloudwatch.metric_filter import default_metrics, read_metrics

EVENT = json.dumps({"status": 500, "latency": "12.5", "ok": True, "path": "/offers"})


def read(pattern: str = "{ $.status = 5* }", **transformation: Any) -> list[Datum] | None:
    wanted = {"metricNamespace": "Shop", "metricName": "Errors", "metricValue": "1"} | transformation
    return read_metrics({"filterPattern": pattern, "metricTransformations": [wanted]}, EVENT, 60.0)


def test_a_matching_event_counts() -> None:
    assert read(unit="Count") == [Datum("Shop", "Errors", (1.0,), 60.0, {}, "Count")]


def test_an_event_that_does_not_match_differs_from_one_without_metrics() -> None:
    assert read("{ $.status = 2* }") is None
    assert read(metricValue="$.absent") == []


@pytest.mark.parametrize(("source", "value"), [("$.status", 500.0), ("$.latency", 12.5), ("2.5", 2.5)])
def test_the_value_is_a_number_or_comes_from_a_field(source: str, value: float) -> None:
    data = read(metricValue=source)
    assert data is not None
    assert data[0].values == (value,)


@pytest.mark.parametrize("source", ["$.path", "$.ok", "$.absent"])
def test_a_field_that_is_no_number_gives_no_metric(source: str) -> None:
    assert read(metricValue=source) == []


def test_dimensions_come_from_fields() -> None:
    data = read(dimensions={"Path": "$.path", "Status": "$.status", "Ok": "$.ok"})
    assert data is not None
    assert data[0].dimensions == {"Path": "/offers", "Status": "500", "Ok": "true"}


def test_a_dimension_without_a_field_gives_no_metric() -> None:
    assert read(dimensions={"Customer": "$.customer"}) == []


def test_fields_of_a_line_give_values_too() -> None:
    wanted = {"metricNamespace": "Shop", "metricName": "Bytes", "metricValue": "$bytes"}
    data = read_metrics({"filterPattern": "[ip, bytes]", "metricTransformations": [wanted]}, "::1 77", 60.0)
    assert data is not None
    assert data[0].values == (77.0,)


def test_only_transformations_with_a_default_value_have_one() -> None:
    wanted = {"metricNamespace": "Shop", "metricName": "Errors", "metricValue": "1"}
    metric_filter = {"filterPattern": "", "metricTransformations": [wanted, wanted | {"defaultValue": 0}]}
    assert default_metrics(metric_filter, 60.0) == [Datum("Shop", "Errors", (0.0,), 60.0)]
