"""Which dashboards are refused, which are warned of, and in which words."""

from typing import Any

import pytest

from local.cloudwatch.dashboard_rules import Message, errors, read, warnings

ROW = ["Shop", "Sales", "till", "7", {"stat": "Sum"}]
METRIC = {"metrics": [ROW], "region": "eu-west-1"}
ALARMS = ["arn:aws:cloudwatch:eu-west-1:000000000000:alarm:a"]
LOG = {"query": "SOURCE '/aws/lambda/a' | fields @message", "region": "eu-west-1", "title": "Slowest"}
GAUGE = {**METRIC, "view": "gauge", "yAxis": {"left": {"min": 0, "max": 100}}}


def body(kind: str, properties: Any, **members: Any) -> dict[str, Any]:
    return {"widgets": [{"type": kind, "x": 0, "y": 0, "width": 12, "height": 6, "properties": properties, **members}]}


def found(content: dict[str, Any]) -> set[tuple[str, str]]:
    return {(message.path.removeprefix("/widgets/0"), message.text) for message in errors(content)}


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("metric", METRIC),
        ("metric", {**METRIC, "metrics": [ROW, ["...", "8"], [{"expression": "SUM(METRICS())"}]]}),
        ("metric", {**METRIC, "annotations": {"horizontal": [{"value": 5, "label": "limit"}]}}),
        ("metric", {**METRIC, "annotations": {"horizontal": [[{"value": 1}, {"value": 2}]]}}),
        ("metric", {**METRIC, "annotations": {"vertical": [{"value": "2026-03-01T12:00:00Z"}]}}),
        ("metric", {"annotations": {"alarms": ALARMS}, "region": "eu-west-1"}),
        ("metric", GAUGE),
        ("text", {"markdown": "# Hello"}),
        ("log", LOG),
        ("alarm", {"alarms": ALARMS, "title": "Alarms"}),
    ],
)
def test_what_keeps_to_the_structure_is_taken_without_a_word(kind: str, properties: dict[str, Any]) -> None:
    content = body(kind, properties)
    assert errors(content) == warnings(content) == []


def test_an_empty_dashboard_is_one() -> None:
    assert errors({"widgets": []}) == warnings({"widgets": []}) == []


@pytest.mark.parametrize("text", ["", "{", "[]", "7"])
def test_a_body_is_a_json_object(text: str) -> None:
    assert read(text) is None


def test_a_body_has_widgets_and_at_most_500() -> None:
    assert errors({}) == [Message("", "Should have required property 'widgets'")]
    many = {"widgets": body("text", {"markdown": ""})["widgets"] * 501}
    assert errors(many) == [Message("/widgets", "Should NOT have more than 500 items")]


@pytest.mark.parametrize(
    ("kind", "properties", "path", "text"),
    [
        ("metric", {"metrics": [ROW]}, "/properties", "Should have required property 'region'"),
        ("metric", {"region": "eu-west-1"}, "/properties", "Should have required property 'metrics'"),
        ("metric", {**METRIC, "metrics": ["Sales"]}, "/properties/metrics/0", "Should be array"),
        ("metric", {**METRIC, "metrics": []}, "/properties/metrics", "Should NOT have fewer than 1 items"),
        ("metric", {**METRIC, "metrics": [["A", "B", {}, {}]]}, "/properties/metrics/0/2", "Invalid metric field type"),
        ("metric", {**METRIC, "metrics": [ROW] * 501}, "/properties/metrics", "Should NOT have more than 500 items"),
        ("metric", {**METRIC, "view": "lines"}, "/properties/view", "one of the allowed values"),
        ("metric", {**METRIC, "period": "300"}, "/properties/period", "Should be integer"),
        ("metric", {**METRIC, "view": "gauge"}, "/properties", "Should have required property 'yAxis'"),
        (
            "metric",
            {**GAUGE, "yAxis": {"left": {"min": 0}}},
            "/properties/yAxis/left",
            "Should have required property 'max'",
        ),
        ("metric", {**METRIC, "annotations": {"alarms": ALARMS}}, "/properties", "either metrics or an alarm"),
        (
            "metric",
            {**METRIC, "annotations": {"horizontal": [{"label": "limit"}]}},
            "/properties/annotations/horizontal/0",
            "Should have required property 'value'",
        ),
        (
            "metric",
            {**METRIC, "annotations": {"horizontal": [{"value": 1, "color": "red"}]}},
            "/properties/annotations/horizontal/0/color",
            "Should match pattern",
        ),
        ("log", {**LOG, "query": "fields @message"}, "/properties/query", "Should match pattern"),
        ("log", {"query": LOG["query"]}, "/properties", "Should have required property 'region'"),
        ("alarm", {"alarms": []}, "/properties/alarms", "Should NOT have fewer than 1 items"),
        ("alarm", {"alarms": ALARMS * 101}, "/properties/alarms", "Should NOT have more than 100 items"),
        ("text", {}, "/properties", "Should have required property 'markdown'"),
        ("graph", {}, "/type", "Should be equal to one of the allowed values"),
        ("metric", [], "/properties", "Should be object"),
    ],
)
def test_what_does_not_is_refused_and_named(kind: str, properties: Any, path: str, text: str) -> None:
    assert any(where == path and text in said for where, said in found(body(kind, properties)))


def test_each_member_that_is_missing_is_named() -> None:
    assert {text for _, text in found({"widgets": [{}]})} == {
        "Should have required property 'type'",
        "Should have required property 'properties'",
    }


@pytest.mark.parametrize(("member", "value"), [("x", 24), ("width", 25), ("height", 0), ("y", -1), ("x", "0")])
def test_a_widget_fits_into_the_grid(member: str, value: Any) -> None:
    assert [path for path, _ in found(body("text", {"markdown": ""}, **{member: value}))] == [f"/{member}"]


def test_a_metric_widget_without_a_source_is_told_so_as_by_aws() -> None:
    assert found(body("metric", {"region": "eu-west-1"})) == {
        ("/properties", "Should have required property 'metrics'"),
        ("/properties", "Should have required property 'annotations'"),
        ("/properties", "The metric widget should have specified a region and a data source or an alarm annotation"),
    }


def test_a_member_that_no_widget_has_is_a_warning() -> None:
    content = body("metric", {**METRIC, "colour": "red"}, name="sales")
    assert errors(content) == []
    assert [message.path for message in warnings(content)] == ["/widgets/0/name", "/widgets/0/properties/colour"]
    assert 'The "colour" property is not expected' in warnings(content)[1].text
