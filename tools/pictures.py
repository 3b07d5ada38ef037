"""Draw what dashboards and alarms show, as PNG files: ``python -m tools.pictures``.

CloudWatch draws, so the local stack and AWS are asked alike. On AWS that costs $0.02 for a thousand metrics.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tools.command import DONE, parser, run
from tools.deployed import add_options, find
from tools.moments import add_range
from tools.paths import STATE_DIRECTORY

_COMMAND = "pictures"
_DESCRIPTION = """Draw each panel of the dashboards, and the graph of each alarm that they list, as a PNG file.

What is drawn are the last three hours, unless --since says otherwise; an alarm's graph has at least five of its
periods. The picture of an alarm has its present state in its title, and a line at its threshold."""
_EXAMPLES = """  make pictures
  make pictures ENV=prod SINCE=2026-11-22T20:00:00Z UNTIL=2026-11-22T21:00:00Z
"""
_SHOWN = timedelta(hours=3)
_FEWEST_PERIODS = 5
_MOST_NAMES = 100  # that DescribeAlarms takes
_HEIGHT = 300
_THRESHOLD_COLOR = "#B00020"
_SIGNS = {
    "GreaterThanOrEqualToThreshold": "≥",
    "GreaterThanThreshold": ">",
    "LessThanOrEqualToThreshold": "≤",
    "LessThanThreshold": "<",
}


def main() -> int:
    """Draw pictures from the command line."""
    options = parser(_COMMAND, _DESCRIPTION, _EXAMPLES)
    directory = STATE_DIRECTORY / "pictures"
    options.add_argument("--to", type=Path, default=directory, metavar="DIRECTORY", help="default: .local/pictures")
    add_range(options, "shown")
    add_options(options, "DASHBOARDS")
    arguments = options.parse_args()
    return run(_COMMAND, lambda: _draw(arguments))


def _draw(arguments: argparse.Namespace) -> int:
    deployment = find(arguments, "DASHBOARDS")
    cloudwatch = deployment.client("cloudwatch")
    until = arguments.until or datetime.now(UTC)
    since = arguments.since or until - _SHOWN
    drawn, alarms = 0, []
    for name, full_name in json.loads(deployment.names["DASHBOARDS"]).items():
        body = json.loads(cloudwatch.get_dashboard(DashboardName=full_name)["DashboardBody"])
        alarms += _alarm_names(body)
        for title, widget in _panels(body):
            _save(cloudwatch, arguments.to / name / f"{_file_name(title)}.png", widget, since, until)
            drawn += 1
    for alarm in _with_parts(cloudwatch, alarms):
        widget = _graph(alarm)
        period = max(each[-1].get("period", 0) for each in widget["metrics"])
        start = min(since, until - timedelta(seconds=period * _FEWEST_PERIODS))
        _save(cloudwatch, arguments.to / "alarms" / f"{alarm['AlarmName']}.png", widget, start, until)
        drawn += 1
    print(f"{_COMMAND}: {drawn} below {arguments.to}", file=sys.stderr)
    return DONE


def _panels(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the graphs of a dashboard, each with a title that names its row too."""
    row = ""
    for widget in body["widgets"]:
        if widget["type"] == "text":
            row = widget["properties"]["markdown"].removeprefix("## ")
        if widget["type"] == "metric":
            title = f"{row}: {widget['properties']['title']}"
            yield title, widget["properties"] | {"title": title, "width": 150 + 50 * widget["width"]}


def _alarm_names(body: dict[str, Any]) -> list[str]:
    widgets = (widget for widget in body["widgets"] if widget["type"] == "alarm")
    return [arn.partition(":alarm:")[2] for widget in widgets for arn in widget["properties"]["alarms"]]


def _with_parts(cloudwatch: Any, names: list[str]) -> Iterator[dict[str, Any]]:
    """Yield the alarms on metrics among ``names``, and those that the others are made of."""
    parts: list[str] = []
    for first in range(0, len(names), _MOST_NAMES):
        some = names[first : first + _MOST_NAMES]
        found = cloudwatch.describe_alarms(
            AlarmNames=some, AlarmTypes=["MetricAlarm", "CompositeAlarm"], MaxRecords=_MOST_NAMES
        )
        yield from found["MetricAlarms"]
        for composite in found["CompositeAlarms"]:
            parts += re.findall(r'ALARM\("([^"]+)"\)', composite["AlarmRule"])
    if parts:
        yield from _with_parts(cloudwatch, sorted(set(parts)))


def _graph(alarm: dict[str, Any]) -> dict[str, Any]:
    """Return a widget of what an alarm watches."""
    sign = _SIGNS[alarm["ComparisonOperator"]]
    line = {"label": f"{sign} {alarm['Threshold']:g}", "value": alarm["Threshold"], "color": _THRESHOLD_COLOR}
    if "MetricName" in alarm:
        statistic = alarm.get("Statistic") or alarm["ExtendedStatistic"]
        rows = [[*_identity(alarm), {"stat": statistic, "period": alarm["Period"]}]]
    else:
        period = max(query["MetricStat"]["Period"] for query in alarm["Metrics"] if "MetricStat" in query)
        rows = [_row(query, period) for query in alarm["Metrics"]]
    return {
        "title": f"{alarm['AlarmName']}: {alarm['StateValue']}",
        "width": 550,
        "metrics": rows,
        "yAxis": {"left": {"min": min(0, alarm["Threshold"])}},
        "annotations": {"horizontal": [line]},
    }


def _row(query: dict[str, Any], period: int) -> list[Any]:
    hidden = {} if query.get("ReturnData", True) else {"visible": False}
    if "Expression" in query:
        label = query.get("Label") or query["Id"]
        return [{"id": query["Id"], "expression": query["Expression"], "label": label, "period": period} | hidden]
    stat = query["MetricStat"]
    options = {"id": query["Id"], "stat": stat["Stat"], "period": stat["Period"]}
    return [*_identity(stat["Metric"]), options | hidden]


def _identity(metric: dict[str, Any]) -> list[str]:
    named = [text for each in metric.get("Dimensions", []) for text in (each["Name"], each["Value"])]
    return [metric["Namespace"], metric["MetricName"], *named]


def _save(cloudwatch: Any, file: Path, widget: dict[str, Any], since: datetime, until: datetime) -> None:
    shown = {"start": since.isoformat(), "end": until.isoformat(), "height": _HEIGHT}
    picture = cloudwatch.get_metric_widget_image(MetricWidget=json.dumps(widget | shown))["MetricWidgetImage"]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(picture)


def _file_name(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


if __name__ == "__main__":
    sys.exit(main())
