"""Read what a widget draws out of the metrics that the stack has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from local.cloudwatch import emulated
from local.cloudwatch.distribution import is_statistic
from local.cloudwatch.metric_functions import TimeSeries, Windows
from local.cloudwatch.pictures.members import WidgetError
from local.cloudwatch.pictures.widget import Graph, Widget

MAX_WINDOWS = 100_800


@dataclass(frozen=True)
class Drawn:
    """A graph with its values by the start of their period (epoch seconds), its label and its unit, if it has one."""

    graph: Graph
    label: str
    unit: str
    points: TimeSeries


def read(widget: Widget) -> list[Drawn]:
    """Return what is visible of ``widget``. Raises ``MathError`` for an expression that cannot be evaluated, and
    :class:`WidgetError` for too many periods or a statistic that is not supported.
    """
    queries = [graph.query for graph in widget.graphs]
    labels = default_labels(queries)
    drawn = []
    for graph, label in zip(widget.graphs, labels, strict=True):
        if graph.visible:
            points, unit = _values(graph, queries, _windows(widget, graph))
            drawn.append(Drawn(graph, label if graph.label is None else graph.label, unit, points))
    return drawn


def _windows(widget: Widget, graph: Graph) -> Windows:
    if widget.whole_range:
        return Windows(range(int(widget.start), int(widget.start) + 1), int(widget.end - widget.start))
    starts = range(int(widget.start // graph.period) * graph.period, int(-(-widget.end // 1)), graph.period)
    if len(starts) > MAX_WINDOWS:
        raise WidgetError(f"The graph has more than {MAX_WINDOWS} periods: choose a longer one")
    return Windows(starts, graph.period)


def _values(graph: Graph, queries: Sequence[dict[str, Any]], windows: Windows) -> tuple[TimeSeries, str]:
    if "MetricStat" not in graph.query:
        return emulated.evaluate(queries, graph.query["Id"], windows), ""
    stat = graph.query["MetricStat"]["Stat"]
    if not is_statistic(stat):
        raise WidgetError(f"The statistic {stat} is not supported")
    found = emulated.observed(graph.query["MetricStat"]["Metric"], windows, None)
    points = {start: distribution.statistic(stat) for start, (distribution, _unit) in found.items()}
    unit = "Count" if stat == "SampleCount" else next((unit for _, unit in found.values()), "None")
    return {start: value for start, value in points.items() if value is not None}, unit.replace("None", "")


def default_labels(queries: Sequence[dict[str, Any]]) -> list[str]:
    """Return a name for each query: its metric's, or an expression's id; where these are not different, with those
    values of dimensions, and the statistic, that are.
    """
    parts = [_parts(query) for query in queries]
    if len({each[0] for each in parts}) == len(parts):
        return [each[0] for each in parts]
    shared = set.intersection(*(set(each) for each in parts))
    return [" ".join(part for part in each if part not in shared) for each in parts]


def _parts(query: dict[str, Any]) -> list[str]:
    if "MetricStat" not in query:
        return [str(query["Id"])]
    metric = query["MetricStat"]["Metric"]
    values = [str(dimension["Value"]) for dimension in metric["Dimensions"]]
    return [str(metric["MetricName"]), *values, str(query["MetricStat"]["Stat"])]
