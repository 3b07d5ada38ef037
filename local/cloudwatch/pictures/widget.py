"""Read a MetricWidget: what to draw, over which time, and how."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timezone
from typing import Any, Self

from local.cloudwatch.pictures import annotations, members
from local.cloudwatch.pictures.annotations import Annotation
from local.cloudwatch.pictures.members import WidgetError
from local.cloudwatch.pictures.metrics_array import expand, problems
from local.cloudwatch.pictures.times import moment, time_zone

MAX_METRICS = 100
MAX_PIXELS = 2000
MAX_PERIOD = 30 * 86_400
VIEWS = ("timeSeries", "bar", "pie")
LEGENDS = ("bottom", "right", "hidden")


@dataclass(frozen=True)
class Graph:
    """One line, bar or slice: a ``MetricDataQuery`` and how it looks. ``period`` is in seconds."""

    query: dict[str, Any]
    period: int
    label: str | None
    color: str | None
    axis: str
    visible: bool


@dataclass(frozen=True)
class Widget:
    """What a MetricWidget says, or what holds where it says nothing. Times are epoch seconds, sizes pixels."""

    graphs: list[Graph]
    start: float
    end: float
    title: str
    width: int
    height: int
    view: str
    stacked: bool
    whole_range: bool
    legend: str
    zone: timezone
    axes: Mapping[str, Mapping[str, Any]]
    annotations: list[Annotation]

    @classmethod
    def parse(cls, text: str, now: float, region: str) -> Self:
        """Return the widget in ``text``, for a CloudWatch of ``region`` at ``now``. Raises :class:`WidgetError`."""
        try:
            content = json.loads(text)
        except ValueError:
            raise WidgetError("The field MetricWidget must be a valid JSON object") from None
        if not isinstance(content, dict):
            raise WidgetError("The field MetricWidget must be a valid JSON object")
        try:
            return cls(
                graphs=_graphs(content, region),
                start=moment(members.text(content, "start", "-PT3H"), now),
                end=moment(members.text(content, "end", "-PT0H"), now),
                title=members.text(content, "title", ""),
                width=members.whole_number(content, "width", 600, MAX_PIXELS),
                height=members.whole_number(content, "height", 400, MAX_PIXELS),
                view=members.one_of(content, "view", VIEWS),
                stacked=bool(content.get("stacked", False)),
                whole_range=bool(content.get("setPeriodToTimeRange", False)),
                legend=members.one_of(members.structure(content, "legend"), "position", LEGENDS),
                zone=time_zone(members.text(content, "timezone", "+0000")),
                axes={side: members.structure(members.structure(content, "yAxis"), side) for side in ("left", "right")},
                annotations=annotations.read(members.structure(content, "annotations"), now),
            )._checked()
        except WidgetError:
            raise
        except (TypeError, ValueError, KeyError) as error:
            raise WidgetError(f"The field MetricWidget is not valid: {error}") from None

    def _checked(self) -> Self:
        if self.start >= self.end:
            raise WidgetError("The start of a graph must be before its end")
        return self


def _graphs(content: dict[str, Any], region: str) -> list[Graph]:
    rows = content.get("metrics")
    if not isinstance(rows, list) or not rows:
        raise WidgetError("Should have required property 'metrics'")
    if len(rows) > MAX_METRICS:
        raise WidgetError(f"Should NOT have more than {MAX_METRICS} items: metrics")
    for path, message in problems(rows):
        raise WidgetError(f"{message}: metrics/{'/'.join(map(str, path))}")
    if content.get("region", region) != region:
        raise WidgetError(f"The graph of a region is drawn there: this is {region}")
    given = [options.get("id") for _, options in expand(rows)]
    names = (name for number in itertools.count() if (name := f"metric{number}") not in given)
    return [_graph(texts, options, next(names), content, region) for texts, options in expand(rows)]


def _graph(texts: list[str], options: dict[str, Any], name: str, content: dict[str, Any], region: str) -> Graph:
    if options.get("region", region) != region:
        raise WidgetError(f"The graph of a region is drawn there: this is {region}")
    period = members.whole_number(content, "period", 300, MAX_PERIOD)
    period = members.whole_number(options, "period", period, MAX_PERIOD)
    query: dict[str, Any] = {"Id": options.get("id", name)}
    if texts:
        metric = {
            "Namespace": texts[0],
            "MetricName": texts[1],
            "Dimensions": [{"Name": key, "Value": value} for key, value in zip(texts[2::2], texts[3::2], strict=True)],
        }
        stat = members.text(options, "stat", members.text(content, "stat", "Average"))
        query["MetricStat"] = {"Metric": metric, "Period": period, "Stat": stat}
    else:
        query["Expression"] = options["expression"]
    return Graph(
        query,
        period,
        options.get("label"),
        options.get("color"),
        options.get("yAxis", "left"),
        options.get("visible", True),
    )
