"""Read a MetricWidget: what to draw, over which time, and how."""

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, timezone
from typing import Any, Self

from local.cloudwatch.pictures.metrics_array import COLOR, expand, problems
from local.cloudwatch.pictures.times import moment, time_zone

MAX_METRICS = 100
MAX_PIXELS = 2000
VIEWS = ("timeSeries", "bar", "pie")
LEGENDS = ("bottom", "right", "hidden")


class WidgetError(ValueError):
    """The widget cannot be drawn; the message says why."""


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
class Annotation:
    """A line, or with ``until`` a band, at a value of an axis or, if ``vertical``, at a moment (epoch seconds)."""

    vertical: bool
    value: float
    until: float | None
    label: str
    color: str | None
    fill: str
    axis: str


@dataclass(frozen=True)
class Widget:
    """What a MetricWidget says, or what holds where it says nothing."""

    graphs: list[Graph]
    start: float
    end: float
    title: str = ""
    width: int = 600
    height: int = 400
    view: str = "timeSeries"
    stacked: bool = False
    whole_range: bool = False
    legend: str = "bottom"
    zone: timezone = UTC
    axes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    annotations: list[Annotation] = field(default_factory=list)

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
                start=moment(_text(content, "start", "-PT3H"), now),
                end=moment(_text(content, "end", "-PT0H"), now),
                title=_text(content, "title", ""),
                width=_whole_number(content, "width", 600, MAX_PIXELS),
                height=_whole_number(content, "height", 400, MAX_PIXELS),
                view=_one_of(content, "view", VIEWS),
                stacked=bool(content.get("stacked", False)),
                whole_range=bool(content.get("setPeriodToTimeRange", False)),
                legend=_one_of(_object(content, "legend"), "position", LEGENDS),
                zone=time_zone(_text(content, "timezone", "+0000")),
                axes={side: _object(_object(content, "yAxis"), side) for side in ("left", "right")},
                annotations=_annotations(_object(content, "annotations"), now),
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
    defaults = {"period": _whole_number(content, "period", 300, 86_400 * 30)}
    period = _whole_number(options, "period", defaults["period"], 86_400 * 30)
    query: dict[str, Any] = {"Id": options.get("id", name)}
    if texts:
        metric = {
            "Namespace": texts[0],
            "MetricName": texts[1],
            "Dimensions": [{"Name": key, "Value": value} for key, value in zip(texts[2::2], texts[3::2], strict=True)],
        }
        stat = _text(options, "stat", _text(content, "stat", "Average"))
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


def _annotations(content: Mapping[str, Any], now: float) -> list[Annotation]:
    found = []
    for kind in ("horizontal", "vertical"):
        for given in content.get(kind, []):
            first, *rest = given if isinstance(given, list) else [given]
            if not first.get("visible", True):
                continue
            color = first.get("color")
            if color is not None and not COLOR.fullmatch(color):
                raise WidgetError('Should match pattern "^#[0-9a-fA-F]{6}$": annotations')
            values = [
                moment(str(each["value"]), now) if kind == "vertical" else float(each["value"])
                for each in (first, *rest)
            ]
            found.append(
                Annotation(
                    vertical=kind == "vertical",
                    value=values[0],
                    until=values[1] if rest else None,
                    label=" – ".join(str(each["label"]) for each in (first, *rest) if each.get("label")),
                    color=color,
                    fill=first.get("fill", ""),
                    axis=first.get("yAxis", "left"),
                )
            )
    return found


def _text(content: Mapping[str, Any], name: str, default: str) -> str:
    value = content.get(name, default)
    if not isinstance(value, str):
        raise WidgetError(f"Should be string: {name}")
    return value


def _object(content: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name, {})
    if not isinstance(value, dict):
        raise WidgetError(f"Should be object: {name}")
    return value


def _one_of(content: Mapping[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    value = content.get(name, allowed[0])
    if value not in allowed:
        raise WidgetError(f"Should be equal to one of the allowed values: {name}")
    return str(value)


def _whole_number(content: Mapping[str, Any], name: str, default: int, most: int) -> int:
    value = content.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise WidgetError(f"Should be an integer from 1 to {most}: {name}")
    return value
