"""Decide the state of an alarm from the datapoints of its last periods.

Source: "Evaluating an alarm" and "Configuring how CloudWatch alarms treat missing data", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

OK, ALARM, INSUFFICIENT_DATA = "OK", "ALARM", "INSUFFICIENT_DATA"

COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}

# How many more periods than its evaluation periods an alarm looks back for datapoints that came late or rarely.
# AWS leaves the figure open; its examples use 2.
EXTRA_PERIODS = 2

# Statistics that more data can only raise, or only lower. Metric math (no statistic) may do the first.
_RISING, _FALLING = ("Sum", "SampleCount", "Maximum", None), ("Minimum",)


@dataclass(frozen=True, slots=True)
class Datapoint:
    """The value of an alarm's statistic in one period; ``start`` is in epoch seconds."""

    start: float
    value: float
    samples: float = 1.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """``state`` is ``None`` where the alarm keeps the one it has. ``datapoints`` decided it, the newest first;
    ``missing`` counts those that were not there."""

    state: str | None
    datapoints: tuple[Datapoint, ...]
    missing: int


def is_breaching(alarm: Mapping[str, Any], value: float) -> bool:
    """Return whether ``value`` is on the wrong side of the alarm's threshold."""
    return COMPARISONS[alarm["ComparisonOperator"]](value, alarm["Threshold"])


def datapoints_to_alarm(alarm: Mapping[str, Any]) -> int:
    """Return how many breaching datapoints make the alarm go off."""
    return int(alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"])


def counts_before_its_end(alarm: Mapping[str, Any], value: float) -> bool:
    """Return whether the period that still runs counts already, with ``value`` so far.

    It counts as soon as it breaches, so that an alarm goes off at once. Otherwise only periods that have ended count:
    a period with little data so far must not end an alarm, and a sum that is too small may still grow.
    """
    statistic, comparison = alarm.get("ExtendedStatistic") or alarm.get("Statistic"), alarm["ComparisonOperator"]
    may_heal = statistic in _RISING if comparison.startswith("Less") else statistic in _FALLING
    return not may_heal and is_breaching(alarm, value)


def samples_needed(alarm: Mapping[str, Any]) -> float:
    """Return how many samples a percentile needs to count, where the alarm ignores those of fewer.

    10/(1-p) from the median up, 10/p below: "Percentile-based CloudWatch alarms and low data samples", same guide.
    """
    statistic = alarm.get("ExtendedStatistic") or ""
    if alarm.get("EvaluateLowSampleCountPercentile") != "ignore" or not statistic.startswith("p"):
        return 0
    share = float(statistic[1:]) / 100
    nearest = min(share, 1 - share)
    return round(10 / nearest) if nearest else 0


def evaluate(alarm: Mapping[str, Any], periods: Sequence[Datapoint | None]) -> Verdict:
    """Return the state of ``alarm``, given its evaluation range: one entry per period, the newest first."""
    available = [datapoint for datapoint in periods if datapoint is not None]
    needed, wanted = alarm["EvaluationPeriods"], datapoints_to_alarm(alarm)
    recent = tuple(available[:needed])
    missing = needed - len(recent)
    breaching = sum(is_breaching(alarm, datapoint.value) for datapoint in recent)
    treatment = alarm.get("TreatMissingData") or "missing"

    if recent and recent[0].samples < samples_needed(alarm):
        return Verdict(None, recent, missing)
    if treatment == "breaching":
        breaching += missing
    if breaching >= wanted:
        return Verdict(ALARM, recent, missing)
    if not missing or treatment in ("breaching", "notBreaching"):
        return Verdict(OK, recent, missing)
    undecided = None if treatment == "ignore" else INSUFFICIENT_DATA
    if not recent:
        return Verdict(undecided, recent, missing)
    if breaching == len(recent) and _age_of_oldest(periods) >= wanted:
        return Verdict(None if treatment == "ignore" else ALARM, recent, missing)
    return Verdict(OK, recent, missing)


def _age_of_oldest(periods: Sequence[Datapoint | None]) -> int:
    """Return how many periods ago, the newest being 1, the oldest datapoint was seen.

    A breach that old with nothing but breaches or gaps since is no passing one: see "Avoiding premature transitions to
    alarm state" in the source.
    """
    return max(age for age, datapoint in enumerate(periods, start=1) if datapoint is not None)
