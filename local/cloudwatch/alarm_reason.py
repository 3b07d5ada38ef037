"""Say why an alarm changed its state, in CloudWatch's words.

Source: the ``StateReason`` and ``StateReasonData`` in the examples of "Alarm events and EventBridge", Amazon CloudWatch
User Guide, https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from local.cloudwatch.alarm_state import (
    ALARM,
    EXTRA_PERIODS,
    INSUFFICIENT_DATA,
    Datapoint,
    Verdict,
    datapoints_to_alarm,
    is_breaching,
)

_COMPARISONS = {
    "GreaterThanThreshold": "greater than",
    "GreaterThanOrEqualToThreshold": "greater than or equal to",
    "LessThanThreshold": "less than",
    "LessThanOrEqualToThreshold": "less than or equal to",
}


def timestamp(seconds: float) -> str:
    """Return epoch seconds as CloudWatch writes them in JSON: ``2026-03-01T12:00:00.000+0000``."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "+0000")


def state_reason(alarm: Mapping[str, Any], verdict: Verdict) -> str:
    """Return one sentence on ``verdict``, whose state is not ``None``."""
    if verdict.state == INSUFFICIENT_DATA:
        return f"Insufficient Data: {_count(verdict.missing, 'datapoint was', 'datapoints were')} unknown."
    in_alarm = verdict.state == ALARM
    decisive = [point for point in verdict.datapoints if is_breaching(alarm, point.value) == in_alarm]
    if not decisive:
        filled = "Breaching" if in_alarm else "NonBreaching"
        return (
            f"Threshold Crossed: no datapoints were received for {_count(verdict.missing, 'period', 'periods')} and "
            f"{_count(verdict.missing, 'missing datapoint was', 'missing datapoints were')} treated as [{filled}]."
        )

    threshold = f"{_COMPARISONS[alarm['ComparisonOperator']]} the threshold ({float(alarm['Threshold'])})"
    listed = f"[{', '.join(map(_dated, decisive))}] {'was' if len(decisive) == 1 else 'were'}"
    if not in_alarm:
        listed += " not"
    if "DatapointsToAlarm" not in alarm:
        return f"Threshold Crossed: {_count(len(decisive), 'datapoint', 'datapoints')} {listed} {threshold}."
    periods, to_alarm = alarm["EvaluationPeriods"], datapoints_to_alarm(alarm)
    minimum = to_alarm if in_alarm else periods - to_alarm + 1
    transition = "OK -> ALARM" if in_alarm else "ALARM -> OK"
    return (
        f"Threshold Crossed: {len(decisive)} out of the last {periods} datapoints {listed} {threshold} "
        f"(minimum {_count(minimum, 'datapoint', 'datapoints')} for {transition} transition)."
    )


def state_reason_data(alarm: Mapping[str, Any], verdict: Verdict, period: int, now: float) -> dict[str, Any]:
    """Return the datapoints behind ``verdict`` as the members of ``StateReasonData``."""
    points = verdict.datapoints
    statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic")
    return {
        "version": "1.0",
        "queryDate": timestamp(now),
        **({"startDate": timestamp(points[-1].start)} if points else {}),
        **({"unit": alarm["Unit"]} if alarm.get("Unit") else {}),
        **({"statistic": statistic} if statistic else {}),
        "period": period,
        "recentDatapoints": [point.value for point in reversed(points)],
        "threshold": float(alarm["Threshold"]),
        "evaluatedDatapoints": _evaluated(points) or _unknown(alarm, period, now),
    }


def _evaluated(points: Sequence[Datapoint]) -> list[dict[str, Any]]:
    return [
        {"timestamp": timestamp(point.start), "sampleCount": point.samples, "value": point.value} for point in points
    ]


def _unknown(alarm: Mapping[str, Any], period: int, now: float) -> list[dict[str, Any]]:
    newest = now // period * period - period
    periods = range(alarm["EvaluationPeriods"] + EXTRA_PERIODS)
    return [{"timestamp": timestamp(newest - age * period)} for age in periods]


def _count(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}"


def _dated(point: Datapoint) -> str:
    return f"{point.value} ({datetime.fromtimestamp(point.start, UTC):%d/%m/%y %H:%M:%S})"
