"""Which stretches of time an alarm looks at."""

from collections.abc import Mapping
from typing import Any

import pytest

from local.cloudwatch import alarm_windows
from local.cloudwatch.alarm_state import Datapoint
from local.cloudwatch.alarm_windows import evaluation_range, is_too_early, period_of, step_of
from local.cloudwatch.metric_functions import Windows
from local.cloudwatch.pace import Pace

# 13:29:29 and the minutes before it, from the example in the source
NOW = 13 * 3600 + 29 * 60 + 29


def minutes(*clock: str) -> list[int]:
    return [int(time[:2]) * 3600 + int(time[3:]) * 60 for time in clock]


def alarm(**members: Any) -> dict[str, Any]:
    return {
        "Period": 300,
        "EvaluationPeriods": 1,
        "Statistic": "Sum",
        "Threshold": 5,
        "ComparisonOperator": "GreaterThanThreshold",
    } | members


def value_of(every: float, running: float) -> Any:
    """Return a reader with the value ``every`` for each window, and ``running`` for one that has not ended."""

    def read(windows: Windows) -> Mapping[float, Datapoint]:
        ends = {start: start + windows.period for start in windows.starts}
        return {start: Datapoint(start, running if end > NOW else every) for start, end in ends.items()}

    return read


def starts(periods: list[Datapoint | None]) -> list[float]:
    return [datapoint.start for datapoint in periods if datapoint is not None]


def test_windows_end_with_the_last_whole_minute() -> None:
    assert starts(evaluation_range(alarm(), value_of(0, 0), NOW)) == minutes("13:24", "13:19", "13:14")


def test_the_running_minute_counts_once_it_breaches() -> None:
    assert starts(evaluation_range(alarm(), value_of(0, 9), NOW)) == minutes("13:25", "13:20", "13:15")


def test_a_running_minute_that_may_still_heal_does_not_count() -> None:
    low = alarm(ComparisonOperator="LessThanThreshold")
    assert starts(evaluation_range(low, value_of(9, 0), NOW))[0] == minutes("13:24")[0]


def test_what_looks_back_for_more_than_a_day_moves_by_the_hour() -> None:
    days = alarm(Period=86_400, EvaluationPeriods=3)
    assert starts(evaluation_range(days, value_of(0, 0), NOW))[0] == minutes("13:00")[0] - 86_400
    assert step_of(alarm(Period=3600, EvaluationPeriods=24)) == 60


def test_short_periods_move_by_ten_seconds() -> None:
    assert starts(evaluation_range(alarm(Period=30), value_of(0, 0), NOW))[0] == NOW - 9 - 30


def test_the_range_is_longer_than_the_evaluation_periods_to_find_late_data() -> None:
    assert len(evaluation_range(alarm(EvaluationPeriods=3), lambda windows: {}, NOW)) == 5


@pytest.mark.parametrize(
    ("members", "period", "step"),
    [
        ({}, 300, 60),
        ({"Period": 60}, 60, 60),
        ({"Period": 10}, 10, 10),
        (
            {"Period": None, "Metrics": [{"Expression": "m"}, {"MetricStat": {"Period": 120}}]},
            120,
            60,
        ),
    ],
)
def test_the_period_is_the_alarms_own_or_that_of_its_metrics(members: dict[str, Any], period: int, step: int) -> None:
    rule = alarm(**members)
    assert (period_of(rule), step_of(rule)) == (period, step)


def test_windows_are_as_short_and_close_as_time_is_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarm_windows, "PACE", Pace(30, since=NOW - 20))
    asked: list[Windows] = []

    def read(windows: Windows) -> Mapping[float, Datapoint]:
        asked.append(windows)
        return {}

    evaluation_range(alarm(), read, NOW)
    assert [*asked[-1].starts] == [NOW - 31, NOW - 21, NOW - 11]
    assert (asked[-1].period, asked[-1].since) == (10, NOW - 20)


@pytest.mark.parametrize(("ago", "early"), [(1, True), (360, False)])
@pytest.mark.parametrize("treatment", ["breaching", "notBreaching"])
def test_missing_periods_before_a_change_of_pace_are_no_breach(
    treatment: str, ago: int, early: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarm_windows, "PACE", Pace(1, since=NOW - ago))
    assert is_too_early(alarm(TreatMissingData=treatment), NOW) is (early and treatment == "breaching")
