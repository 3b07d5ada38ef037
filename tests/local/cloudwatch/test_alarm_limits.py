"""Which alarms are refused, and in which words."""

from typing import Any

import pytest

from local.cloudwatch.alarm_limits import complaints, composite_complaints

ALARM = {
    "AlarmName": "a",
    "Namespace": "Shop",
    "MetricName": "Errors",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 3,
    "DatapointsToAlarm": 2,
    "Threshold": 1.0,
    "ComparisonOperator": "GreaterThanThreshold",
}
RULE = {name: ALARM[name] for name in ("AlarmName", "EvaluationPeriods", "Threshold", "ComparisonOperator")}


def queries(count: int, expression: str = "SUM(METRICS())", **second: Any) -> list[dict[str, Any]]:
    metric = {"Metric": {"Namespace": "Shop", "MetricName": "Errors"}, "Period": 60, "Stat": "Sum"}
    found: list[dict[str, Any]] = [
        {"Id": f"m{number}", "MetricStat": metric, "ReturnData": False} for number in range(count)
    ]
    found[-1] = {**found[-1], **second}
    return [{"Id": "all", "Expression": expression}, *found]


@pytest.mark.parametrize(
    "alarm",
    [
        ALARM,
        ALARM | {"Period": 10, "EvaluationPeriods": 8640},
        ALARM | {"Period": 60, "EvaluationPeriods": 1440},
        ALARM | {"Period": 3600, "EvaluationPeriods": 168},
        ALARM | {"Period": 86_400, "EvaluationPeriods": 7},
        RULE | {"Metrics": queries(10)},
        RULE | {"Metrics": queries(2, "FILL(m0, 0) - 1e3 * m1 AND m0 > 2 || IF(m1, 1, 0)")},
    ],
)
def test_what_is_within_the_limits_is_taken(alarm: dict[str, Any]) -> None:
    assert list(complaints(alarm)) == []


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"Period": 60, "EvaluationPeriods": 1441}, "more than a day"),
        ({"Period": 1800, "EvaluationPeriods": 49}, "more than a day"),
        ({"Period": 3600, "EvaluationPeriods": 169}, "more than a week"),
        ({"Period": 45}, "multiple of 60"),
        ({"DatapointsToAlarm": 4}, "DatapointsToAlarm must be less than or equal to EvaluationPeriods"),
        ({"EvaluationPeriods": None}, "needs EvaluationPeriods"),
        ({"Period": None}, "needs Namespace, MetricName and Period"),
        ({"Statistic": None}, "Exactly one of Statistic"),
        ({"ExtendedStatistic": "p99"}, "Exactly one of Statistic"),
        ({"TreatMissingData": "fill"}, "TreatMissingData"),
        ({"EvaluateLowSampleCountPercentile": "drop"}, "EvaluateLowSampleCountPercentile"),
        ({"Metrics": queries(1)}, "must not be specified together"),
    ],
)
def test_what_is_beyond_them_is_refused(changes: dict[str, Any], complaint: str) -> None:
    assert complaint in next(complaints(ALARM | changes))


@pytest.mark.parametrize(
    ("metrics", "complaint"),
    [
        (queries(11), "at most 10 metrics"),
        (queries(2, MetricStat={"Metric": {}, "Period": 300, "Stat": "Sum"}), "same period"),
        (queries(2, Id="m0"), "unique"),
        (queries(2, ReturnData=True), "Exactly 1 of Metrics must return data"),
        (queries(2, "SUM(SEARCH('x', 'Sum'))"), "SEARCH"),
        (queries(2, "IF(m0 >= 50, m1 / n, 0)"), "refers to n, which"),
        (queries(2, Id="False"), "lower-case letter"),
    ],
)
def test_an_expression_beyond_them_is_refused(metrics: list[dict[str, Any]], complaint: str) -> None:
    assert complaint in next(complaints(RULE | {"Metrics": metrics}))


SUPPRESSED = {"ActionsSuppressor": "s", "ActionsSuppressorWaitPeriod": 0, "ActionsSuppressorExtensionPeriod": 60}


@pytest.mark.parametrize(
    ("alarm", "children", "complaint"),
    [
        ({}, 101, "at most 100 children"),
        ({"ActionsSuppressor": "s"}, 1, "needs"),
        ({"ActionsSuppressorWaitPeriod": 60}, 1, "need an"),
        (SUPPRESSED | {"ActionsSuppressorWaitPeriod": -1}, 1, "negative"),
    ],
)
def test_a_composite_alarm_beyond_them_is_refused(alarm: dict[str, Any], children: int, complaint: str) -> None:
    assert complaint in next(composite_complaints(alarm, children))


@pytest.mark.parametrize("alarm", [{}, SUPPRESSED])
def test_a_composite_alarm_within_them_is_taken(alarm: dict[str, Any]) -> None:
    assert list(composite_complaints(alarm, 100)) == []
