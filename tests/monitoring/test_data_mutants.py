"""A wrong dimension, statistic, period, comparison, threshold or setting in any file of an alarm makes a test fail.

Each defect is put into a copy of the data, and the alarms of the copy are judged on the same recordings.
"""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from local.cloudwatch.metric_math import MathError
from tests.monitoring.test_scenarios import SCENARIOS, wrong
from tests.support.monitoring.files import ALARMS, METRICS
from tests.support.monitoring.local_alarms import LOCAL
from tests.support.monitoring.resolved import alarms

Alarm = dict[str, Any]
Mutant = tuple[str, Alarm]

OTHER_COMPARISON = {
    "GreaterThanOrEqualToThreshold": ("GreaterThanThreshold", "LessThanThreshold"),
    "GreaterThanThreshold": ("GreaterThanOrEqualToThreshold", "LessThanThreshold"),
    "LessThanThreshold": ("LessThanOrEqualToThreshold", "GreaterThanThreshold"),
}
# Of what is counted in whole numbers, the sum and the maximum of a period are both above 0 or neither is.
OTHER_STATISTIC = {
    "Sum": ("Average", "SampleCount"),
    "Maximum": ("Average", "Minimum"),
    "p99": ("p50", "Average", "Maximum"),
    "p90": ("p50", "Average", "Maximum"),
}
# What no recording can tell from the alarm.
SAME: dict[str, set[str]] = {
    # FILL has a value for every period, so nothing is ever missing.
    **{
        file: {f"treat_missing_data: {other}" for other in ("breaching", "ignore", "missing")}
        for file in ("logs-MetricsRejected", "table-SystemErrors", "table-Throttles")
    },
    # Each value is 1, so there are as many as they add up to.
    "api-ServerErrors": {"f: {'statistic': 'SampleCount'}"},
    # It matters only whether there is any; nothing is published of what was not counted.
    "recommender-NothingPublished": {
        *(f"{id_}: {{'statistic': '{other}'}}" for id_ in "pwex" for other in ("Average", "SampleCount")),
        " + → - ",
    },
    # It matters only whether anything was published: no count of events is below 0.
    "recommender-PollingStopped": {
        "threshold: -1",
        "value: {'statistic': 'Average'}",
        "value: {'statistic': 'SampleCount'}",
    },
}


def mutants(alarm: Alarm) -> Iterator[Mutant]:
    """Yield what the defect is, and the alarm with it."""
    changes: dict[str, tuple[Any, ...]] = {
        "comparison_operator": OTHER_COMPARISON[alarm["comparison_operator"]],
        "datapoints_to_alarm": tuple({1, alarm["evaluation_periods"]} - {alarm["datapoints_to_alarm"]}),
        "evaluation_periods": (alarm["evaluation_periods"] + 1,),
        "period_seconds": (alarm["period_seconds"] * 5, alarm["period_seconds"] // 5 // 60 * 60),
        "treat_missing_data": tuple({"breaching", "ignore", "missing", "notBreaching"} - {alarm["treat_missing_data"]}),
        "threshold": (alarm.get("threshold", 0) + 1, alarm.get("threshold", 0) - 1) if "threshold" in alarm else (),
        "threshold_of": ({**alarm["threshold_of"], "times": 0.9},) if "threshold_of" in alarm else (),
    }
    for key, values in changes.items():
        for value in values:
            if value and not (key == "datapoints_to_alarm" and value > alarm["evaluation_periods"]):
                yield f"{key}: {value}", {**alarm, key: value}
    for place in _queries(alarm):
        yield from _of_query(alarm, place)
    yield from _of_expression(alarm)


def _queries(alarm: Alarm) -> list[str]:
    return list(alarm.get("metrics", {})) or [""]


def _of_query(alarm: Alarm, place: str) -> Iterator[Mutant]:
    query = alarm["metrics"][place] if place else alarm
    changed: list[dict[str, Any]] = [{"statistic": other} for other in OTHER_STATISTIC[query["statistic"]]]
    published = METRICS["aws"].get(query["metric"])
    if published:
        kind = published["of"]
        same_kind = [name for name, each in METRICS["aws"].items() if each["of"] == kind and name != query["metric"]]
        changed += [{"metric": other} for other in same_kind[:2]]
        if "of" in query:
            changed += [{"of": other} for other in LOCAL.resources[kind] if other != query["of"]][:2]
    else:
        changed += [{"metric": other} for other in ("InsertSuccess", "OfferRepeated") if other != query["metric"]]
    for change in changed:
        mutant = copy.deepcopy(alarm)
        (mutant["metrics"][place] if place else mutant).update(change)
        yield f"{place or 'value'}: {change}", mutant


def _of_expression(alarm: Alarm) -> Iterator[Mutant]:
    swaps = (
        (" + ", " - "),
        (" >= ", " > "),
        ("100 * ", "10 * "),
        (" - ", " + "),
        (" AND ", " OR "),
        (" == 0", " >= 0"),
    )
    for old, new in swaps:
        if old in alarm.get("expression", ""):
            yield f"{old}→{new}", {**alarm, "expression": alarm["expression"].replace(old, new, 1)}


def noticed(file: str, mutant: Alarm) -> bool:
    """Return whether some recording of the file's alarms tells the mutant from the alarm."""
    try:
        made = alarms({file: mutant}, METRICS, LOCAL)
        return any(name not in SCENARIOS or wrong(alarm, SCENARIOS[name]) for name, alarm in made.items())
    except MathError:
        return True


@pytest.mark.parametrize("file", ALARMS)
def test_a_defect_in_an_alarms_file_is_noticed(file: str) -> None:
    tried = dict(mutants(ALARMS[file]))

    assert {defect for defect, mutant in tried.items() if not noticed(file, mutant)} == SAME.get(file, set())


def test_hundreds_of_defects_are_tried(figures: Callable[[str, str], None]) -> None:
    tried = sum(len(list(mutants(alarm))) for alarm in ALARMS.values())
    same = sum(map(len, SAME.values()))
    figures("defects in the data of alarms", f"{tried - same} of {tried} noticed, {same} change nothing")

    assert tried > 600
    assert same < tried / 20
