"""Which metrics somebody watches, in alarms and on dashboards, and which there are."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from local.cloudwatch.pictures.metrics_array import expand
from tests.support.target import Target


class Metric(NamedTuple):
    """One metric of CloudWatch; dimensions are in the order of their names."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, namespace: str, name: str, dimensions: Iterable[Mapping[str, str]]) -> "Metric":
        """Return the metric with ``dimensions`` as the API writes them."""
        return cls(namespace, name, tuple(sorted((each["Name"], each["Value"]) for each in dimensions)))


def watched(target: Target) -> dict[Metric, list[str]]:
    """Return every metric that an alarm or a panel of the deployment refers to, and which ones do."""
    found: dict[Metric, list[str]] = {}
    for watcher, metric in (*_of_alarms(target), *_of_dashboards(target)):
        found.setdefault(metric, []).append(watcher)
    return found


def emitted(target: Target) -> set[Metric]:
    """Return every metric that CloudWatch has."""
    pages = target.client("cloudwatch").get_paginator("list_metrics").paginate()
    return {Metric.of(each["Namespace"], each["MetricName"], each["Dimensions"]) for each in pages.search("Metrics[]")}


def counted_in_lines(target: Target) -> set[Metric]:
    """Return every metric that a filter makes of log lines, whether or not there was such a line."""
    pages = target.client("logs").get_paginator("describe_metric_filters").paginate()
    made = pages.search("metricFilters[].metricTransformations[]")
    return {Metric.of(each["metricNamespace"], each["metricName"], []) for each in made if each is not None}


def _of_alarms(target: Target) -> Iterator[tuple[str, Metric]]:
    pages = target.client("cloudwatch").get_paginator("describe_alarms").paginate(AlarmTypes=["MetricAlarm"])
    for alarm in pages.search("MetricAlarms[]"):
        queried = [query["MetricStat"]["Metric"] for query in alarm.get("Metrics", []) if "MetricStat" in query]
        for metric in queried or [alarm]:
            yield alarm["AlarmName"], Metric.of(metric["Namespace"], metric["MetricName"], metric.get("Dimensions", []))


def _of_dashboards(target: Target) -> Iterator[tuple[str, Metric]]:
    cloudwatch = target.client("cloudwatch")
    for entry in cloudwatch.list_dashboards()["DashboardEntries"]:
        name = entry["DashboardName"]
        for widget in json.loads(cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"])["widgets"]:
            for texts, _options in expand(widget["properties"].get("metrics", [])):
                if texts:
                    pairs = zip(texts[2::2], texts[3::2], strict=True)
                    yield name, Metric(texts[0], texts[1], tuple(sorted(pairs)))
