"""The state of an alarm, by the tables of "Configuring how CloudWatch alarms treat missing data"."""

from typing import Any

import pytest

from local.cloudwatch.alarm_state import ALARM, INSUFFICIENT_DATA, OK, Datapoint, counts_before_its_end, evaluate

KEEP = None


def alarm(**members: Any) -> dict[str, Any]:
    return {"ComparisonOperator": "GreaterThanThreshold", "Threshold": 5.0, "EvaluationPeriods": 3} | members


def periods(drawn: str) -> list[Datapoint | None]:
    """Read a picture of the evaluation range, the newest last: 0 within the threshold, X breaching, - missing."""
    values = {"0": Datapoint(0, 1.0), "X": Datapoint(0, 9.0), "-": None}
    return [values[mark] for mark in reversed(drawn.split())]


# rows of the source: data, then the state when missing data is missing, ignore, breaching, notBreaching
THREE_OF_THREE = [
    ("0 - X - X", OK, OK, OK, OK),
    ("- - - - 0", OK, OK, OK, OK),
    ("- - - - -", INSUFFICIENT_DATA, KEEP, ALARM, OK),
    ("0 X X - X", ALARM, ALARM, ALARM, ALARM),
    ("- - X - -", ALARM, KEEP, ALARM, OK),
]
TWO_OF_THREE = [
    ("0 - X - X", ALARM, ALARM, ALARM, ALARM),
    ("0 0 X 0 X", ALARM, ALARM, ALARM, ALARM),
    ("0 - X - -", OK, OK, ALARM, OK),
    ("- - - - 0", OK, OK, ALARM, OK),
    ("- - - X -", ALARM, KEEP, ALARM, OK),
]
TREATMENTS = ("missing", "ignore", "breaching", "notBreaching")


@pytest.mark.parametrize(
    ("needed", "drawn", "treatment", "state"),
    [
        (needed, row[0], treatment, state)
        for needed, table in ((3, THREE_OF_THREE), (2, TWO_OF_THREE))
        for row in table
        for treatment, state in zip(TREATMENTS, row[1:], strict=True)
    ],
)
def test_states_follow_the_documented_tables(needed: int, drawn: str, treatment: str, state: str | None) -> None:
    rule = alarm(DatapointsToAlarm=needed, TreatMissingData=treatment)
    assert evaluate(rule, periods(drawn)).state == state


@pytest.mark.parametrize("drawn", ["- - - - X", "- - - X -"])
def test_a_young_breach_alone_does_not_raise_the_alarm_yet(drawn: str) -> None:
    assert evaluate(alarm(), periods(drawn)).state != ALARM


def test_all_evaluation_periods_must_breach_unless_fewer_are_asked_for() -> None:
    assert evaluate(alarm(), periods("0 0 0 X X")).state == OK
    assert evaluate(alarm(DatapointsToAlarm=2), periods("0 0 0 X X")).state == ALARM


def test_missing_data_is_treated_as_missing_unless_said() -> None:
    assert evaluate(alarm(), periods("- - -")).state == INSUFFICIENT_DATA


def test_the_verdict_names_the_newest_datapoints_and_counts_the_missing() -> None:
    newest_first = [Datapoint(120, 9.0), None, Datapoint(0, 1.0), None, None]
    verdict = evaluate(alarm(TreatMissingData="notBreaching"), newest_first)
    assert (verdict.datapoints, verdict.missing) == ((Datapoint(120, 9.0), Datapoint(0, 1.0)), 1)


@pytest.mark.parametrize(
    ("comparison", "value", "state"),
    [
        ("GreaterThanThreshold", 5.0, OK),
        ("GreaterThanOrEqualToThreshold", 5.0, ALARM),
        ("LessThanThreshold", 5.0, OK),
        ("LessThanOrEqualToThreshold", 5.0, ALARM),
        ("LessThanThreshold", 4.9, ALARM),
        ("GreaterThanThreshold", 5.1, ALARM),
    ],
)
def test_a_value_at_the_threshold_breaches_only_where_the_comparison_includes_it(
    comparison: str, value: float, state: str
) -> None:
    assert evaluate(alarm(ComparisonOperator=comparison, EvaluationPeriods=1), [Datapoint(0, value)]).state == state


@pytest.mark.parametrize(
    ("statistic", "comparison", "value", "counts"),
    [
        ("Sum", "GreaterThanThreshold", 9.0, True),
        ("Sum", "GreaterThanThreshold", 1.0, False),
        ("Sum", "LessThanThreshold", 1.0, False),
        ("SampleCount", "LessThanOrEqualToThreshold", 1.0, False),
        ("Maximum", "LessThanThreshold", 1.0, False),
        ("Minimum", "LessThanThreshold", 1.0, True),
        ("Minimum", "GreaterThanThreshold", 9.0, False),
        ("Average", "LessThanThreshold", 1.0, True),
        (None, "GreaterThanThreshold", 9.0, True),
        (None, "LessThanThreshold", 1.0, False),
    ],
)
def test_a_running_period_counts_once_it_breaches_for_good(
    statistic: str | None, comparison: str, value: float, counts: bool
) -> None:
    rule = alarm(Statistic=statistic, ComparisonOperator=comparison)
    assert counts_before_its_end(rule, value) is counts


@pytest.mark.parametrize(("statistic", "enough"), [("p99", 1000), ("p95", 200), ("p50", 20), ("p10", 100)])
def test_a_percentile_of_few_samples_leaves_the_state_as_it_is_where_it_is_ignored(statistic: str, enough: int) -> None:
    rule = alarm(EvaluationPeriods=1, ExtendedStatistic=statistic, EvaluateLowSampleCountPercentile="ignore")
    assert evaluate(rule, [Datapoint(0, 9.0, enough - 1)]).state is KEEP
    assert evaluate(rule, [Datapoint(0, 9.0, enough)]).state == ALARM
    assert evaluate(rule | {"EvaluateLowSampleCountPercentile": "evaluate"}, [Datapoint(0, 9.0, 1)]).state == ALARM
