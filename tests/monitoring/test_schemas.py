"""Each kind of file below monitoring/ has a schema: every file keeps to it, and it finds mistakes."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.support.monitoring.files import MONITORING
from tests.support.monitoring.schemas import SCHEMAS, complaints

FILES = {
    **{str(path.relative_to(MONITORING)): path for path in sorted(MONITORING.glob("*.yaml"))},
    **{str(path.relative_to(MONITORING)): path for path in sorted(MONITORING.glob("*/*.yaml"))},
}
# The files of a folder are of one kind; a file beside the folders is a kind by itself.
FOLDERS = {"alarms": "alarm", "dashboards": "dashboard", "queries": "query"}
KINDS = {name: FOLDERS[name.split("/")[0]] if "/" in name else name.removesuffix(".yaml") for name in FILES}
DATA: dict[str, Any] = {name: yaml.safe_load(path.read_text()) for name, path in FILES.items()}

QUERY = {"metric": "InsertError", "statistic": "Sum"}
ALARM, MATH = "alarms/ingest-Errors.yaml", "alarms/api-ServerErrors.yaml"
WRONG: dict[str, tuple[str, str, Any]] = {
    # what is wrong: file, where in it, what stands there instead (None: nothing)
    "an unknown key": (ALARM, "treshold", 1),
    "no summary": (ALARM, "summary", None),
    "a summary that is no sentence": (ALARM, "summary", "errors"),
    "an unknown severity": (ALARM, "severity", "critical"),
    "an alarm that is said not to be essential": (ALARM, "essential", False),
    "no statistic": (ALARM, "statistic", None),
    "an unknown statistic": (ALARM, "statistic", "Mean"),
    "a metric and an expression": (MATH, "metric", "InsertError"),
    "an expression without metrics": (MATH, "metrics", None),
    "metrics without an expression": (MATH, "expression", None),
    "a metric whose name no expression can hold": (MATH, "metrics", {"E": QUERY}),
    "an unknown key of a metric": (MATH, "metrics.total.period", 60),
    "a metric of an expression without a statistic": (MATH, "metrics.total.statistic", None),
    "eleven metrics": (MATH, "metrics", dict.fromkeys("abcdefghijk", QUERY)),
    "no threshold": (ALARM, "threshold", None),
    "two thresholds": (ALARM, "threshold_of", {"setting": "ingest_timeout_ms", "times": 0.8}),
    "part of a minute": (ALARM, "period_seconds", 90),
    "an unknown comparison": (ALARM, "comparison_operator", "GreaterThan"),
    "no datapoint at all": (ALARM, "datapoints_to_alarm", 0),
    "data that is ignored when it is missing": (ALARM, "treat_missing_data", "ignore"),
    "an unknown kind of list": ("metrics.yaml", "alarms", {}),
    "a metric of ours without a unit": ("metrics.yaml", "metrics.InsertError.unit", None),
    "a metric of ours in an unknown unit": ("metrics.yaml", "metrics.InsertError.unit", "Minutes"),
    "a metric of the logs without a pattern": ("metrics.yaml", "logs.RequestThrottled.pattern", None),
    "a metric of AWS in a namespace of ours": ("metrics.yaml", "aws.lambda_errors.namespace", "Shop"),
    "a metric of AWS of no kind": ("metrics.yaml", "aws.lambda_errors.of", None),
    "a kind without dimensions": ("metrics.yaml", "kinds.function", []),
    "a price of nothing": ("prices.yaml", "prices.dashboard.per", 0),
    "a price in another currency": ("prices.yaml", "prices.dashboard.euros", 3),
    "an objective of everything": ("slos.yaml", "objectives.Availability.objective", 100),
    "an objective without a total": ("slos.yaml", "objectives.Availability.total", None),
    "an objective with two parts": ("slos.yaml", "objectives.Availability.good_percent", QUERY),
    "an objective's metric with an unknown key": ("slos.yaml", "objectives.Availability.total.period", 60),
    "an unknown severity of a burn rate": ("slos.yaml", "burn_rates.FastBurn.severity", "critical"),
    "a window of more than seven days": (
        "slos.yaml",
        "burn_rates.SlowBurn.windows",
        [{"times": 1, "long_seconds": 691200, "short_seconds": 21600}],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_schema_is_one(kind: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[kind])


def test_every_kind_of_file_has_a_schema_and_every_schema_a_file() -> None:
    assert set(KINDS.values()) == SCHEMAS.keys()


@pytest.mark.parametrize("name", FILES)
def test_a_file_keeps_to_its_schema(name: str) -> None:
    assert list(complaints(KINDS[name], DATA[name])) == []


@pytest.mark.parametrize("case", WRONG)
def test_a_mistake_is_found(case: str) -> None:
    name, place, value = WRONG[case]
    data = copy.deepcopy(DATA[name])
    *way, last = place.split(".")
    held = data
    for step in way:
        held = held[step]
    if value is None:
        del held[last]
    else:
        held[last] = value

    assert list(complaints(KINDS[name], data))


def test_every_kind_of_resource_that_is_watched_has_its_dimensions_declared() -> None:
    metrics = DATA["metrics.yaml"]

    assert {metric["of"] for metric in metrics["aws"].values()} == metrics["kinds"].keys()


def closed(schema: Any) -> Iterator[bool]:
    """Yield for every object with declared members whether it takes others."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema:
            yield schema.get("additionalProperties") is False
        for each in schema.values():
            yield from closed(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from closed(each)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_no_object_takes_keys_that_are_not_declared(kind: str) -> None:
    assert all(closed(SCHEMAS[kind]))
