"""Panels of dashboards and graphs of alarms become pictures. A stand-in for CloudWatch returns the request."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from local.cloudwatch.pictures.widget import Widget
from tools import pictures
from tools.deployed import Deployment

METRIC = ["AWS/Lambda", "Errors", "FunctionName", "shop-ingest"]
PANEL = {
    "title": "What failed",
    "region": "eu-west-1",
    "view": "timeSeries",
    "metrics": [[*METRIC, {"id": "errors", "stat": "Sum"}]],
}
ARN = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:shop-{}"
BODY = {
    "widgets": [
        {"type": "text", "width": 24, "properties": {"markdown": "What it is."}},
        {"type": "text", "width": 24, "properties": {"markdown": "## Ingest"}},
        {"type": "metric", "width": 8, "properties": PANEL},
        {
            "type": "alarm",
            "width": 24,
            "properties": {"alarms": [ARN.format(name) for name in ("Errors", "Share", "Budget")]},
        },
    ]
}
ALARM = {"StateValue": "OK", "Threshold": 3.0, "ComparisonOperator": "GreaterThanThreshold"}
ERRORS = {
    **ALARM,
    "AlarmName": "shop-Errors",
    "Namespace": METRIC[0],
    "MetricName": METRIC[1],
    "Dimensions": [{"Name": METRIC[2], "Value": METRIC[3]}],
    "ExtendedStatistic": "p99",
    "Period": 60,
    "StateValue": "ALARM",
}
SHARE = {
    **ALARM,
    "AlarmName": "shop-Share",
    "Metrics": [
        {
            "Id": "e",
            "MetricStat": {
                "Metric": {"Namespace": "Shop", "MetricName": "Errors"},
                "Stat": "Sum",
                "Period": 86400,
            },
            "ReturnData": False,
        },
        {"Id": "watched", "Expression": "100 * e", "Label": "share", "ReturnData": True},
    ],
}
BUDGET = {"AlarmName": "shop-Budget", "StateValue": "OK", "AlarmRule": 'ALARM("shop-Part")'}
PART = {**ERRORS, "AlarmName": "shop-Part"}


class CloudWatch:
    """Has one dashboard and its alarms."""

    def get_dashboard(self, **asked: str) -> dict[str, Any]:
        assert asked == {"DashboardName": "shop-pipeline"}
        return {"DashboardBody": json.dumps(BODY)}

    def describe_alarms(self, **asked: Any) -> dict[str, Any]:
        assert set(asked["AlarmTypes"]) == {"MetricAlarm", "CompositeAlarm"}
        named = asked["AlarmNames"]
        return {
            "MetricAlarms": [alarm for alarm in (ERRORS, SHARE, PART) if alarm["AlarmName"] in named],
            "CompositeAlarms": [alarm for alarm in (BUDGET,) if alarm["AlarmName"] in named],
        }

    def get_metric_widget_image(self, **asked: str) -> dict[str, bytes]:
        Widget.parse(asked["MetricWidget"], 0.0, "eu-west-1")
        return {"MetricWidgetImage": asked["MetricWidget"].encode()}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, dict[str, Any]]:
    """What CloudWatch was asked to draw, by file."""
    monkeypatch.setattr(Deployment, "client", lambda *_: CloudWatch())
    monkeypatch.setenv("DASHBOARDS", json.dumps({"pipeline": "shop-pipeline"}))
    range_ = ("--since", "2026-11-30T10:00:00Z", "--until", "2026-11-30T10:30:00Z")
    monkeypatch.setattr(sys, "argv", ["pictures", "--to", str(tmp_path), *range_])

    assert pictures.main() == 0

    return {str(path.relative_to(tmp_path)): json.loads(path.read_text()) for path in tmp_path.rglob("*.png")}


def test_each_panel_has_a_picture_of_its_row_and_title(asked: dict[str, dict[str, Any]]) -> None:
    widget = asked["pipeline/ingest-what-failed.png"]

    assert widget == PANEL | {
        "start": "2026-11-30T10:00:00+00:00",
        "end": "2026-11-30T10:30:00+00:00",
        "width": 550,
        "height": 300,
        "title": "Ingest: What failed",
    }


def test_the_picture_of_an_alarm_has_its_state_and_its_threshold(asked: dict[str, dict[str, Any]]) -> None:
    widget = asked["alarms/shop-Errors.png"]

    assert widget["title"] == "shop-Errors: ALARM"
    assert widget["metrics"] == [[*METRIC, {"stat": "p99", "period": 60}]]
    assert widget["annotations"]["horizontal"] == [{"label": "> 3", "value": 3.0, "color": "#B00020"}]


def test_the_picture_of_an_alarm_on_an_expression_has_the_expression_alone(asked: dict[str, dict[str, Any]]) -> None:
    assert asked["alarms/shop-Share.png"]["metrics"] == [
        ["Shop", "Errors", {"id": "e", "stat": "Sum", "period": 86400, "visible": False}],
        [{"id": "watched", "expression": "100 * e", "label": "share", "period": 86400}],
    ]


def test_an_alarm_of_long_periods_shows_several_of_them(asked: dict[str, dict[str, Any]]) -> None:
    assert asked["alarms/shop-Share.png"]["start"] == "2026-11-25T10:30:00+00:00"
    assert asked["alarms/shop-Errors.png"]["start"] == "2026-11-30T10:00:00+00:00"


def test_an_alarm_on_others_is_seen_in_theirs(asked: dict[str, dict[str, Any]]) -> None:
    assert {file for file in asked if file.startswith("alarms/")} == {
        "alarms/shop-Errors.png",
        "alarms/shop-Part.png",
        "alarms/shop-Share.png",
    }


def test_it_says_where_it_looks_for_dashboards(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DASHBOARDS", raising=False)
    monkeypatch.setattr(sys, "argv", ["pictures"])

    assert pictures.main() == 2
    assert "DASHBOARDS" in capsys.readouterr().err
