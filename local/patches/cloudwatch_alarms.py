"""Evaluate alarms period by period, when data arrives and when time passes.

The gap: ministack evaluates an alarm only on PutMetricData, over one window of all its periods and over all metrics of
the same name, whatever their dimensions; missing data and datapoints to alarm mean nothing to it, nor metric math.

Here a clock evaluates each alarm whose metrics have new data, or whose windows have moved. A window that still runs
counts once it breaches, so an alarm goes off within a second; AWS takes up to a minute longer. Alarms on anomaly
detection, and expressions that cannot be evaluated, are left alone: the log says so.

Source: "Evaluating an alarm", Amazon CloudWatch User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html

Needed by: module.monitoring.aws_cloudwatch_metric_alarm.this, tests/e2e/test_refused_writes.py.
"""

import json
import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any

from local.cloudwatch import emulated
from local.cloudwatch.alarm_reason import state_reason, state_reason_data
from local.cloudwatch.alarm_state import COMPARISONS, Datapoint, Verdict, evaluate
from local.cloudwatch.alarm_windows import evaluation_range, is_too_early, period_of, step_of
from local.cloudwatch.distribution import is_statistic
from local.cloudwatch.metric_functions import Windows
from local.cloudwatch.metric_math import MathError
from local.cloudwatch.pace import PACE
from local.patches import _clock

CLOCK_SECONDS = 0.5

logger = logging.getLogger(__name__)

# What an evaluation is based on: configuration, versions of the data, place of the windows.
Basis = tuple[Any, ...]
# An alarm, the verdict that it changes to, and what that is based on.
Change = tuple[dict[str, Any], Verdict, Basis]

# Alarm ARN → the basis of its last evaluation; the same again needs no evaluation.
_evaluated: dict[str, Basis] = {}


def apply() -> None:
    """Replace the evaluation of metric alarms and start the clock."""
    from ministack.services import cloudwatch

    cloudwatch._evaluate_alarm = _evaluate
    cloudwatch._evaluate_all_alarms = _evaluate_changed
    _clock.start("evaluating alarms", _due_everywhere, _change_states, CLOCK_SECONDS)


def _evaluate(alarm: dict[str, Any]) -> None:
    _change_states(_due([alarm], time.time()))


def _evaluate_changed() -> None:
    from ministack.services import cloudwatch

    now = time.time()
    _change_states(_due(_changed(cloudwatch._alarms.values(), now), now))


def _due_everywhere() -> list[Change]:
    from ministack.core.responses import request_scope
    from ministack.services import cloudwatch

    changes, now = [], time.time()
    for account, region in {key[:2] for key, _alarm in cloudwatch._alarms.all_items()}:
        with request_scope(account, region):
            changes += _due(_changed(cloudwatch._alarms.values(), now), now)
    return changes


def _changed(alarms: Iterable[dict[str, Any]], now: float) -> list[dict[str, Any]]:
    return [alarm for alarm in alarms if _evaluated.get(alarm["AlarmArn"]) != _basis(alarm, now)]


def _basis(alarm: dict[str, Any], now: float) -> Basis:
    metrics = [query["MetricStat"]["Metric"] for query in alarm.get("Metrics") or [] if "MetricStat" in query]
    found = [emulated.find(metric) for metric in metrics or [alarm]]
    versions = [getattr(points, "version", len(points)) for points in found]
    return alarm.get("AlarmConfigurationUpdatedTimestamp"), versions, now // step_of(alarm), PACE.times, PACE.since


def _due(alarms: Iterable[dict[str, Any]], now: float) -> list[Change]:
    """Evaluate ``alarms`` and return those whose state has to change."""
    changes = []
    for alarm in alarms:
        # an alarm without either is still being put: cloudwatch_describe_alarms has yet to keep all its members
        if not alarm.get("MetricName") and not alarm.get("Metrics"):
            continue
        known = alarm["AlarmArn"] in _evaluated
        _evaluated[alarm["AlarmArn"]] = basis = _basis(alarm, now)
        try:
            verdict = _judge(alarm, now)
        except MathError as error:
            if not known:
                logger.warning("alarm %s is not evaluated: %s", alarm["AlarmName"], error)
            continue
        if verdict.state and verdict.state != alarm["StateValue"]:
            changes.append((alarm, verdict, basis))
    return changes


def _judge(alarm: dict[str, Any], now: float) -> Verdict:
    if alarm["ComparisonOperator"] not in COMPARISONS:
        raise MathError("anomaly detection is not supported")
    if is_too_early(alarm, now):
        return Verdict(None, (), 0)
    return evaluate(alarm, evaluation_range(alarm, lambda windows: _read(alarm, windows), now))


def _read(alarm: dict[str, Any], windows: Windows) -> Mapping[float, Datapoint]:
    queries = alarm.get("Metrics")
    if queries:
        # the one query that returns data is what the alarm watches
        watched = next((query["Id"] for query in queries if query.get("ReturnData", True)), "")
        values = emulated.evaluate(queries, watched, windows)
        return {start: Datapoint(start, value) for start, value in values.items()}
    statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic")
    if not is_statistic(statistic or ""):
        raise MathError(f"the statistic {statistic} is not supported")
    return emulated.datapoints({"Metric": alarm, "Stat": statistic, "Unit": alarm.get("Unit")}, windows)


def _change_states(changes: Iterable[Change]) -> None:
    from ministack.core.arn import parse_arn
    from ministack.core.responses import request_scope
    from ministack.services import cloudwatch

    for alarm, verdict, basis in changes:
        arn = parse_arn(alarm["AlarmArn"])
        with request_scope(arn.account_id, arn.region):
            # between the clock's thread and here, the alarm may have been deleted, or evaluated on newer data
            if cloudwatch._alarms.get(alarm["AlarmName"]) is alarm and _evaluated[alarm["AlarmArn"]] == basis:
                _change_state(alarm, verdict, time.time())


def _change_state(alarm: dict[str, Any], verdict: Verdict, now: float) -> None:
    from ministack.services import cloudwatch

    old_state, new_state, reason = alarm["StateValue"], verdict.state, state_reason(alarm, verdict)
    reason_data = state_reason_data(alarm, verdict, period_of(alarm), now)
    alarm["StateValue"] = new_state
    alarm["StateReason"] = reason
    alarm["StateReasonData"] = json.dumps(reason_data, separators=(",", ":"))
    alarm["StateUpdatedTimestamp"] = alarm["StateTransitionedTimestamp"] = now
    cloudwatch._record_history(alarm["AlarmName"], old_state, new_state, reason, reason_data=reason_data)
    cloudwatch._dispatch_alarm_actions(alarm, old_state, new_state, reason)
    cloudwatch._evaluate_parent_alarms(alarm)
