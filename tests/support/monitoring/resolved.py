"""The alarms that monitoring/ describes, as CloudWatch gets them: what Terraform's module makes of the same files.

That both make the same is compared with a plan, in tests/terraform/test_alarms.py. Here it is quick, so that every
alarm can be tried, and every defect in its file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Yaml = Mapping[str, Any]

SIMPLE = ("Average", "Maximum", "Minimum", "SampleCount", "Sum")


@dataclass(frozen=True)
class Deployment:
    """What a plan knows: the prefix and the environment, the resources by kind and name, the settings."""

    prefix: str
    environment: str
    resources: Mapping[str, Mapping[str, Mapping[str, str]]]
    settings: Mapping[str, float]


def alarms(files: Mapping[str, Yaml], metrics: Yaml, deployment: Deployment) -> dict[str, dict[str, Any]]:
    """Return name → PutMetricAlarm's members, for every alarm of ``files`` and every resource that has its own."""
    made = {}
    for name, alarm in files.items():
        queries = alarm.get("metrics") or {"value": alarm}
        kinds = {metrics["aws"][each["metric"]]["of"] for each in queries.values() if each["metric"] in metrics["aws"]}
        if not all(deployment.resources.get(kind) for kind in kinds):
            continue
        fanned = {
            metrics["aws"][each["metric"]]["of"]
            for each in queries.values()
            if each["metric"] in metrics["aws"] and "of" not in each
        }
        for resource in deployment.resources[fanned.pop()] if fanned else [""]:
            key = f"{name}-{resource}" if resource else name
            made[key] = _alarm(alarm, queries, resource, metrics, deployment)
    return made


def _alarm(alarm: Yaml, queries: Yaml, resource: str, metrics: Yaml, deployment: Deployment) -> dict[str, Any]:
    rule = {
        "ComparisonOperator": alarm["comparison_operator"],
        "DatapointsToAlarm": alarm["datapoints_to_alarm"],
        "EvaluationPeriods": alarm["evaluation_periods"],
        "Threshold": float(_threshold(alarm, deployment)),
        "TreatMissingData": alarm["treat_missing_data"],
    }
    resolved = {id_: _metric(each, resource, metrics, deployment) for id_, each in queries.items()}
    period = alarm["period_seconds"]
    if "expression" not in alarm:
        (metric,) = resolved.values()
        statistic = "Statistic" if alarm["statistic"] in SIMPLE else "ExtendedStatistic"
        return {**rule, **metric, statistic: alarm["statistic"], "Period": period}
    subscriptions = f"{deployment.settings['subscriptions']:g}"
    watched = {"Id": "watched", "Expression": alarm["expression"].replace("{subscriptions}", subscriptions)}
    stats = [
        {
            "Id": id_,
            "MetricStat": {"Metric": metric, "Stat": queries[id_]["statistic"], "Period": period},
            "ReturnData": False,
        }
        for id_, metric in resolved.items()
    ]
    return {**rule, "Metrics": [*stats, {**watched, "ReturnData": True}]}


def _threshold(alarm: Yaml, deployment: Deployment) -> float:
    derived = alarm.get("threshold_of")
    return deployment.settings[derived["setting"]] * derived["times"] if derived else alarm["threshold"]


def _metric(query: Yaml, resource: str, metrics: Yaml, deployment: Deployment) -> dict[str, Any]:
    name, namespace = query["metric"], metrics["namespace"]
    if name in metrics["aws"]:
        published = metrics["aws"][name]
        dimensions = deployment.resources[published["of"]][query.get("of", resource)]
        return _identity(published["namespace"], published["name"], dimensions)
    if name in metrics["logs"]:
        return _identity(f"{namespace}/{deployment.prefix}", name, {})
    dimensions = {"service": metrics["metrics"][name]["service"], "environment": deployment.environment}
    return _identity(namespace, name, dimensions)


def _identity(namespace: str, name: str, dimensions: Mapping[str, str]) -> dict[str, Any]:
    return {
        "Namespace": namespace,
        "MetricName": name,
        "Dimensions": [{"Name": each, "Value": value} for each, value in sorted(dimensions.items())],
    }


def burn_rate_files(slos: Yaml) -> dict[str, dict[str, Any]]:
    """Return the parts of the alarms on error budgets, as files of alarms would say them."""
    return {
        f"slo-{objective}-{window['times']:g}x-{seconds // 60}min": {
            "expression": (
                f"IF(total >= {slos['least_events']}, 100 * FILL(part, 0) / total, 0)"
                if "bad" in promised
                else f"IF(total >= {slos['least_events']}, 100 - part, 0)"
            ),
            "metrics": {"part": promised.get("bad") or promised["good_percent"], "total": promised["total"]},
            "period_seconds": seconds,
            "comparison_operator": "GreaterThanThreshold",
            "threshold": window["times"] * (100 - promised["objective"]),
            "evaluation_periods": 1,
            "datapoints_to_alarm": 1,
            "treat_missing_data": "notBreaching",
        }
        for objective, promised in slos["objectives"].items()
        for burn in slos["burn_rates"].values()
        for window in burn["windows"]
        for seconds in (window["long_seconds"], window["short_seconds"])
    }
