"""A MetricWidget is read with its shorthand and its defaults, and refused where it makes no sense."""

import json
from datetime import timedelta
from typing import Any

import pytest

from local.cloudwatch.pictures.members import WidgetError
from local.cloudwatch.pictures.metrics_array import expand, problems
from local.cloudwatch.pictures.reading import default_labels
from local.cloudwatch.pictures.times import moment, time_zone
from local.cloudwatch.pictures.widget import Widget

NOW = 1_800_000_000.0
REGION = "eu-west-1"
ROW = ["Shop", "Sales"]


def parse(**content: Any) -> Widget:
    return Widget.parse(json.dumps({"metrics": [ROW], **content}), NOW, REGION)


def labels(*rows: list[Any]) -> list[str]:
    return default_labels([graph.query for graph in parse(metrics=rows).graphs])


def test_a_widget_that_says_little_has_the_documented_defaults() -> None:
    widget = parse()
    assert (widget.width, widget.height, widget.view, widget.stacked, widget.legend) == (
        600, 400, "timeSeries", False, "bottom",
    )  # fmt: skip
    assert (widget.start, widget.end) == (NOW - 3 * 3600, NOW)
    (graph,) = widget.graphs
    assert graph.period == 300
    assert graph.query["MetricStat"]["Stat"] == "Average"


def test_a_row_overrides_what_the_widget_says() -> None:
    (first, second) = parse(
        metrics=[[*ROW, "till", "7", {"stat": "p99", "period": 60, "id": "m1", "label": "x", "visible": False}], ROW],
        stat="Sum",
        period=3600,
    ).graphs
    assert first.query == {
        "Id": "m1",
        "MetricStat": {
            "Metric": {
                "Namespace": "Shop", "MetricName": "Sales", "Dimensions": [{"Name": "till", "Value": "7"}],
            },
            "Period": 60,
            "Stat": "p99",
        },
    }  # fmt: skip
    assert (first.label, first.visible) == ("x", False)
    assert (second.period, second.query["MetricStat"]["Stat"]) == (3600, "Sum")


def test_an_expression_is_a_row_of_options() -> None:
    (_, rate) = parse(metrics=[[*ROW, {"id": "a"}], [{"expression": "a / 2", "id": "rate", "yAxis": "right"}]]).graphs
    assert rate.query == {"Id": "rate", "Expression": "a / 2"}
    assert rate.axis == "right"


def test_ids_that_are_given_are_not_given_again() -> None:
    ids = [graph.query["Id"] for graph in parse(metrics=[ROW, [*ROW, {"id": "metric0"}], ROW]).graphs]
    assert len(set(ids)) == 3


def test_shorthand_repeats_what_stands_above() -> None:
    rows = [["N", "A", "d", "1"], [".", "B", ".", "."], ["...", "2", {"stat": "Sum"}], ["...", "e", "3"]]
    assert [texts for texts, _ in expand(rows)] == [
        ["N", "A", "d", "1"], ["N", "B", "d", "1"], ["N", "B", "d", "2"], ["N", "B", "e", "3"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "path"),
    [
        ("Sales", (0,)),
        ([], (0,)),
        (["Shop"], (0,)),
        (["Shop", "Sales", "till"], (0,)),
        (["Shop", "Sales", {"till": "7"}, {}], (0, 2)),
        ([{"id": "a"}], (0,)),
        ([*ROW, {"color": "red"}], (0, "color")),
        ([*ROW, {"yAxis": "top"}], (0, "yAxis")),
        ([*ROW, {"id": "A"}], (0, "id")),
    ],
)
def test_a_row_that_makes_no_sense_is_named(row: Any, path: tuple[int | str, ...]) -> None:
    assert path in [found for found, _ in problems([row])]


def test_an_id_stands_once() -> None:
    assert [path for path, _ in problems([[*ROW, {"id": "a"}], [*ROW, {"id": "a"}]])] == [(1, "id")]


@pytest.mark.parametrize(
    "changes",
    [
        {"metrics": []},
        {"metrics": None},
        {"metrics": [ROW] * 101},
        {"metrics": [["Shop"]]},
        {"metrics": [[*ROW, {"region": "us-east-1"}]]},
        {"region": "us-east-1"},
        {"view": "gauge"},
        {"width": 2001},
        {"height": 0},
        {"height": "400"},
        {"period": 0},
        {"title": 7},
        {"start": "yesterday"},
        {"start": "PT0H"},
        {"timezone": "UTC"},
        {"legend": {"position": "top"}},
        {"yAxis": []},
        {"annotations": {"horizontal": [{"label": "no value"}]}},
        {"annotations": {"horizontal": [{"value": "high"}]}},
        {"annotations": {"horizontal": [{"value": 1, "color": "red"}]}},
        {"annotations": {"vertical": [{"value": "noon"}]}},
    ],
)
def test_a_widget_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(WidgetError):
        parse(**changes)


@pytest.mark.parametrize("text", ["", "{", "[]", '"metrics"'])
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(WidgetError, match="must be a valid JSON object"):
        Widget.parse(text, NOW, REGION)


def test_annotations_are_lines_or_bands() -> None:
    horizontal = [
        {"value": 5, "label": "limit", "fill": "above", "yAxis": "right"},
        [{"value": 1, "label": "from"}, {"value": 2, "label": "to"}],
        {"value": 3, "visible": False},
    ]
    line, band, deployed = parse(
        annotations={"horizontal": horizontal, "vertical": [{"value": "2027-01-15T08:00:00Z", "label": "v7"}]}
    ).annotations
    assert (line.value, line.label, line.fill, line.axis, line.until) == (5, "limit", "above", "right", None)
    assert (band.value, band.until, band.label) == (1, 2, "from – to")
    assert (deployed.vertical, deployed.value) == (True, NOW)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("-PT3H", -10800),
        ("-P1DT12H", -129_600),
        ("-P1W", -604_800),
        ("PT90M", -5400),
        ("-PT0H", 0),
        ("2027-01-15T08:00:01.000Z", 1),
        ("2027-01-15T10:00:00+02:00", 0),
        ("2027-01-15T08:00:00", 0),
    ],
)
def test_a_moment_is_a_duration_ago_or_a_point_in_time(text: str, seconds: float) -> None:
    assert moment(text, NOW) == NOW + seconds


def test_a_time_zone_is_an_offset() -> None:
    assert time_zone("-0330").utcoffset(None) == -timedelta(hours=3, minutes=30)


def test_a_label_says_what_tells_a_metric_from_the_others() -> None:
    assert labels(ROW) == ["Sales"]
    assert labels(["N", "A", "d", "1"], ["N", "B", "d", "1"]) == ["A", "B"]
    assert labels(["N", "A", "d", "1"], ["N", "A", "d", "2"]) == ["1", "2"]
    assert labels(["N", "A", {"stat": "p50"}], ["N", "A", {"stat": "p99"}]) == ["p50", "p99"]
    assert labels([*ROW, {"id": "a"}], [{"expression": "a * 2", "id": "twice"}]) == ["Sales", "twice"]
