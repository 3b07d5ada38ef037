"""Read the datapoints of an alarm's evaluation range.

Windows slide by the minute, by ten seconds where the period is shorter than a minute, or by the hour where they look
back for more than a day; they do not start at multiples of the period.

Source: the ``StateReasonData`` in the examples of "Alarm events and EventBridge" (a period of 300 s evaluated at 13:29
has datapoints at 13:24, 13:19 and 13:14), Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
"""

from collections.abc import Callable, Mapping
from typing import Any

from local.cloudwatch.alarm_limits import DAY, HOUR
from local.cloudwatch.alarm_state import EXTRA_PERIODS, Datapoint, counts_before_its_end
from local.cloudwatch.metric_functions import Windows
from local.cloudwatch.pace import PACE

HIGH_RESOLUTION_STEP = 10
STANDARD_STEP = 60

# Windows → the alarm's datapoints by the start of their window
Read = Callable[[Windows], Mapping[float, Datapoint]]


def period_of(alarm: Mapping[str, Any]) -> int:
    """Return the length of the alarm's periods in seconds; with metric math, that of the longest metric."""
    periods = [query["MetricStat"]["Period"] for query in alarm.get("Metrics") or [] if "MetricStat" in query]
    return int(alarm.get("Period") or max(periods, default=STANDARD_STEP))


def step_of(alarm: Mapping[str, Any]) -> int:
    """Return by how many seconds the alarm's windows slide, as fast as time passes now."""
    return PACE.lasting(_step_of(alarm))


def _step_of(alarm: Mapping[str, Any]) -> int:
    period = period_of(alarm)
    if period * alarm["EvaluationPeriods"] > DAY:
        return HOUR
    return STANDARD_STEP if period >= STANDARD_STEP else HIGH_RESOLUTION_STEP


def evaluation_range(alarm: Mapping[str, Any], read: Read, now: float) -> list[Datapoint | None]:
    """Return the alarm's datapoints at ``now`` (epoch seconds), one per period, the newest first.

    The newest window includes the minute that still runs if the alarm breaches with it already; otherwise it ends with
    the last whole minute.
    """
    step = step_of(alarm)
    ended = int(now // step) * step
    with_running = _read_range(alarm, read, ended + step)
    newest = with_running[0]
    if newest is not None and counts_before_its_end(alarm, newest.value):
        return with_running
    return _read_range(alarm, read, ended)


def is_too_early(alarm: Mapping[str, Any], now: float) -> bool:
    """Return whether the alarm would take periods before the last change of pace, which it forgets, for a breach."""
    needed = PACE.lasting(period_of(alarm)) * alarm["EvaluationPeriods"] + step_of(alarm)
    return alarm.get("TreatMissingData") == "breaching" and now - PACE.since < needed


def _read_range(alarm: Mapping[str, Any], read: Read, end: int) -> list[Datapoint | None]:
    period = PACE.lasting(period_of(alarm))
    starts = range(end - period * (alarm["EvaluationPeriods"] + EXTRA_PERIODS), end, period)
    found = read(Windows(starts, period, PACE.since))
    return [found.get(start) for start in reversed(starts)]
