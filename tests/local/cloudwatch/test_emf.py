"""The embedded metric format, rule by rule."""

import json
from typing import Any

import pytest

from local.cloudwatch.datum import Datum
from local.cloudwatch.emf import Embedded, read_metrics

NOW = 1_800_000_000.0


def event(**changes: Any) -> dict[str, Any]:
    directive = {
        "Namespace": "Shop",
        "Dimensions": [["service"]],
        "Metrics": [{"Name": "Sales", "Unit": "Count"}],
    } | changes.pop("directive", {})
    metadata = {"Timestamp": NOW * 1000, "CloudWatchMetrics": [directive]} | changes.pop("metadata", {})
    return {"_aws": metadata, "service": "till", "Sales": 3} | changes


def read(**changes: Any) -> list[Datum]:
    return read_metrics(json.dumps(event(**changes)), NOW).data


def test_an_event_becomes_one_datum_per_metric_and_set_of_dimensions() -> None:
    data = read(directive={"Dimensions": [["service"], ["service", "till"], []]}, till="7")
    assert [datum.dimensions for datum in data] == [{"service": "till"}, {"service": "till", "till": "7"}, {}]
    assert data[0] == Datum("Shop", "Sales", (3.0,), NOW, {"service": "till"}, "Count", 60)


def test_several_directives_publish_to_several_namespaces() -> None:
    first = {"Namespace": "A", "Dimensions": [[]], "Metrics": [{"Name": "Sales"}]}
    data = read(metadata={"CloudWatchMetrics": [first, first | {"Namespace": "B"}]})
    assert [datum.namespace for datum in data] == ["A", "B"]


def test_an_array_of_values_stays_together() -> None:
    assert read(Sales=[1, 2.5, 2.5])[0].values == (1.0, 2.5, 2.5)


def test_unit_and_resolution_default_to_none_and_a_minute() -> None:
    (datum,) = read(directive={"Metrics": [{"Name": "Sales"}]})
    assert (datum.unit, datum.resolution) == ("None", 60)


def test_storage_resolution_1_makes_the_metric_high_resolution() -> None:
    assert read(directive={"Metrics": [{"Name": "Sales", "StorageResolution": 1}]})[0].resolution == 1


def test_surrounding_white_space_is_no_data() -> None:
    assert read_metrics(f" {json.dumps(event())}\n", NOW).data


@pytest.mark.parametrize(
    "changes",
    [
        {"Sales": "3"},
        {"Sales": True},
        {"Sales": None},
        {"Sales": []},
        {"Sales": [1, "2"]},
        {"Sales": [1] * 101},
        {"service": 7},
        {"service": ""},
        {"service": "x" * 1025},
        {"directive": {"Namespace": ""}},
        {"directive": {"Namespace": 7}},
        {"directive": {"Dimensions": [["absent"]]}},
        {"directive": {"Dimensions": [[f"d{n}" for n in range(31)]]}},
        {"directive": {"Dimensions": ["service"]}},
        {"directive": {"Dimensions": None}},
        {"directive": {"Metrics": [{"Name": "Sales", "Unit": "Pounds"}]}},
        {"directive": {"Metrics": [{"Name": "Sales", "StorageResolution": 5}]}},
        {"directive": {"Metrics": [{"Unit": "Count"}]}},
        {"directive": {"Metrics": ["Sales"]}},
        {"directive": {"Metrics": [{"Name": "Sales"}] * 101}},
        {"metadata": {"Timestamp": "now"}},
        {"metadata": {"Timestamp": (NOW - 14 * 86400 - 1) * 1000}},
        {"metadata": {"Timestamp": (NOW + 2 * 3600 + 1) * 1000}},
        {"metadata": {"CloudWatchMetrics": {}}},
        {"metadata": {"CloudWatchMetrics": ["Sales"]}},
        {"_aws": []},
    ],
)
def test_what_breaks_the_specification_is_left_out(changes: dict[str, Any]) -> None:
    extra = {f"d{n}": "x" for n in range(31)}
    found = read_metrics(json.dumps(event(**extra, **changes)), NOW)
    assert found.data == []
    assert found.parsing_errors + found.validation_errors == (1 if changes != {"_aws": []} else 0)


@pytest.mark.parametrize(
    ("message", "errors"),
    [
        ("", 0),
        ('text {"CloudWatchMetrics"}', 0),
        ('INFO {"_aws": {"CloudWatchMetrics": []}}', 0),
        ('["CloudWatchMetrics"]', 0),
        ('{"note": "\\"CloudWatchMetrics\\""}', 0),
        ('{"CloudWatchMetrics": NaN}', 1),
        ('{"CloudWatchMetrics": ' + "[" * 100_000, 1),
        ('{"_aws": {"CloudWatchMetrics": {}}}', 1),
        ('{"_aws": "CloudWatchMetrics", "CloudWatchMetrics": 1}', 1),
        (json.dumps(event()) + "}", 1),
        (json.dumps(event())[:-1], 1),
    ],
)
def test_a_message_that_is_no_single_json_object_has_no_metrics(message: str, errors: int) -> None:
    assert read_metrics(message, NOW) == Embedded(parsing_errors=errors)


def test_one_unusable_metric_does_not_spoil_its_neighbour() -> None:
    found = read_metrics(json.dumps(event(directive={"Metrics": [{"Name": "Absent"}, {"Name": "Sales"}]})), NOW)
    assert [datum.name for datum in found.data] == ["Sales"]
    assert found.validation_errors == 1
