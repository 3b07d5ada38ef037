"""Evaluate alarms period by period, when data arrives and when time passes.

The gap: ministack evaluates an alarm only on PutMetricData, over one window of all its periods and over all metrics of
the same name, whatever their dimensions; missing data and datapoints to alarm mean nothing to it.

Here a clock evaluates each alarm whose metric has new data or whose period has ended. A period that still runs counts
once it breaches, so an alarm goes off within a second; AWS takes up to a minute longer. Otherwise a period counts when
it has ended, as on AWS. Alarms on metric math or anomaly detection are not evaluated: the log says so.

Source: "Evaluating an alarm", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
"""

import json
import logging
import time
from collections.abc import Iterator
from typing import Any

from local.cloudwatch import emulated
from local.cloudwatch.alarm_reason import state_reason, state_reason_data
from local.cloudwatch.alarm_state import (
    COMPARISONS,
    EXTRA_PERIODS,
    Datapoint,
    Verdict,
    counts_before_its_end,
    evaluate,
)
from local.mends import _alarm_clock

CLOCK_SECONDS = 0.5

logger = logging.getLogger(__name__)

# Alarm ARN → what its last evaluation was based on; the same again needs no evaluation.
_evaluated: dict[str, tuple[Any, ...]] = {}


def apply() -> None:
    """Replace the evaluation of metric alarms and start the clock."""
    from ministack.services import cloudwatch

    cloudwatch._evaluate_alarm = _evaluate
    cloudwatch._evaluate_all_alarms = _evaluate_changed
    _alarm_clock.start(_evaluate_everywhere, CLOCK_SECONDS)


def _evaluate_everywhere() -> None:
    from ministack.core.responses import request_scope
    from ministack.services import cloudwatch

    for account, region in {key[:2] for key, _alarm in cloudwatch._alarms.all_items()}:
        with request_scope(account, region):
            _evaluate_changed()


def _evaluate_changed() -> None:
    from ministack.services import cloudwatch

    for alarm in cloudwatch._alarms.values():
        if _evaluated.get(alarm["AlarmArn"]) != _basis(alarm, time.time()):
            _evaluate(alarm)


def _evaluate(alarm: dict[str, Any]) -> None:
    now = time.time()
    known = alarm["AlarmArn"] in _evaluated
    _evaluated[alarm["AlarmArn"]] = _basis(alarm, now)
    if not alarm.get("MetricName") or alarm["ComparisonOperator"] not in COMPARISONS:
        if not known:
            logger.warning("alarm %s is not evaluated: it is not on one metric and a threshold", alarm["AlarmName"])
        return
    verdict = evaluate(alarm, list(_periods(alarm, now)))
    if verdict.state and verdict.state != alarm["StateValue"]:
        _change_state(alarm, verdict, now)


def _points(alarm: dict[str, Any]) -> Any:
    from ministack.services import cloudwatch

    dimensions = cloudwatch._dims_from_list(alarm.get("Dimensions") or [])
    return emulated.find(alarm.get("Namespace", ""), alarm.get("MetricName", ""), dimensions)


def _basis(alarm: dict[str, Any], now: float) -> tuple[Any, ...]:
    points = _points(alarm)
    version = getattr(points, "version", len(points))
    return alarm.get("AlarmConfigurationUpdatedTimestamp"), version, now // (alarm.get("Period") or 60)


def _periods(alarm: dict[str, Any], now: float) -> Iterator[Datapoint | None]:
    """Yield the datapoints of the alarm's evaluation range, the newest first."""
    period = alarm["Period"]
    running = now // period * period
    oldest = running - period * (alarm["EvaluationPeriods"] + EXTRA_PERIODS)
    by_period: dict[float, list[Any]] = {}
    for point in emulated.between(_points(alarm), oldest, running + period):
        if alarm.get("Unit") in (None, point["Unit"]):
            by_period.setdefault(point["Timestamp"] // period * period, []).append(point)

    newest = _datapoint(alarm, running, by_period.get(running))
    if newest and counts_before_its_end(alarm, newest.value):
        yield newest
    start = running
    while start > oldest:
        start -= period
        yield _datapoint(alarm, start, by_period.get(start))


def _datapoint(alarm: dict[str, Any], start: float, points: list[Any] | None) -> Datapoint | None:
    from ministack.services import cloudwatch

    if not points:
        return None
    statistics = cloudwatch._calc_stats(points)
    value = cloudwatch._stat_value(statistics, alarm.get("ExtendedStatistic") or alarm["Statistic"], points)
    return None if value is None else Datapoint(start, value, statistics["SampleCount"])


def _change_state(alarm: dict[str, Any], verdict: Verdict, now: float) -> None:
    from ministack.services import cloudwatch

    old_state, new_state, reason = alarm["StateValue"], verdict.state, state_reason(alarm, verdict)
    reason_data = state_reason_data(alarm, verdict, alarm["Period"], now)
    alarm["StateValue"] = new_state
    alarm["StateReason"] = reason
    alarm["StateReasonData"] = json.dumps(reason_data, separators=(",", ":"))
    alarm["StateUpdatedTimestamp"] = alarm["StateTransitionedTimestamp"] = now
    cloudwatch._record_history(alarm["AlarmName"], old_state, new_state, reason, reason_data=reason_data)
    cloudwatch._dispatch_alarm_actions(alarm, old_state, new_state, reason)
    cloudwatch._evaluate_parent_alarms(alarm)
