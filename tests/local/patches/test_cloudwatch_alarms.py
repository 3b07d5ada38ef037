"""Alarms follow their own metric, period by period.

PutMetricData evaluates alarms before it answers, so most tests need not wait.
"""

import json
import time
from datetime import UTC, datetime

import pytest

from local.stack import Stack
from tests.support.local.patches.alarms import SERVICE, await_state, describe, history, publish, put_alarm, state
from tests.support.local.patches.metrics import dimensions, new_log_stream, put_log_events, unique
from tests.support.local.patches.polling import eventually

pytestmark = pytest.mark.patch("cloudwatch_alarms")


def period_ago(periods: int, seconds: int = 60) -> datetime:
    return datetime.fromtimestamp(time.time() // seconds * seconds - periods * seconds, UTC)


@pytest.mark.parametrize(("treatment", "expected"), [("notBreaching", "OK"), ("breaching", "ALARM")])
def test_a_new_alarm_without_data_gets_the_state_that_missing_data_stands_for(
    stack: Stack, treatment: str, expected: str
) -> None:
    assert state(stack, put_alarm(stack, unique("Shop"), TreatMissingData=treatment)) == expected


def test_an_alarm_goes_off_at_once_and_says_why(stack: Stack) -> None:
    namespace = unique("Shop")
    name = put_alarm(stack, namespace, DatapointsToAlarm=1)
    publish(stack, namespace, 1.0, 1.0)
    alarm = describe(stack, name)
    assert alarm["StateValue"] == "ALARM"
    assert alarm["StateReason"].startswith("Threshold Crossed: 1 out of the last 1 datapoints [2.0 (")
    assert json.loads(alarm["StateReasonData"])["recentDatapoints"] == [2.0]
    update = json.loads(history(stack, name, "StateUpdate")[-1]["HistoryData"])
    assert (update["oldState"]["stateValue"], update["newState"]["stateValue"]) == ("OK", "ALARM")
    assert update["newState"]["stateReasonData"]["evaluatedDatapoints"][0]["sampleCount"] == 2.0


def test_the_clock_sees_what_comes_by_other_ways_than_put_metric_data(stack: Stack, patience: float) -> None:
    namespace = unique("Shop")
    name = put_alarm(stack, namespace)
    directive = {"Namespace": namespace, "Dimensions": [list(SERVICE)], "Metrics": [{"Name": "Errors"}]}
    metadata = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
    put_log_events(stack, new_log_stream(stack), {"_aws": metadata, "Errors": 2, **SERVICE})
    await_state(stack, name, "ALARM", patience)


def test_an_alarm_recovers_when_its_bad_periods_have_passed(stack: Stack) -> None:
    namespace = unique("Shop")
    name = put_alarm(stack, namespace, Period=10)
    eventually(lambda: time.time() % 10, lambda second: second < 9.5)  # no period may end between the next two steps
    publish(stack, namespace, 9.0, Timestamp=period_ago(3, seconds=10))  # the last period of the evaluation range
    assert state(stack, name) == "ALARM"
    await_state(stack, name, "OK", seconds=12)


def test_values_under_other_dimensions_do_not_count(stack: Stack) -> None:
    namespace = unique("Shop")
    one, none = put_alarm(stack, namespace), put_alarm(stack, namespace, Dimensions=[])
    publish(stack, namespace, 9.0, Dimensions=[])
    publish(stack, namespace, 9.0, service="door")
    assert (state(stack, none), state(stack, one)) == ("ALARM", "OK")


def test_a_single_bad_period_is_not_enough_where_two_are_asked_for(stack: Stack) -> None:
    namespace = unique("Shop")
    name = put_alarm(stack, namespace, EvaluationPeriods=3, DatapointsToAlarm=2)
    publish(stack, namespace, 9.0, Timestamp=period_ago(3))
    assert state(stack, name) == "OK"
    publish(stack, namespace, 9.0, Timestamp=period_ago(1))
    assert state(stack, name) == "ALARM"


@pytest.mark.parametrize(
    ("statistic", "value"),
    [("SampleCount", 10), ("Sum", 55), ("Minimum", 1), ("Average", 5.5), ("Maximum", 10), ("p50", 5.5), ("p90", 9.1)],
)
def test_every_statistic_is_compared_with_the_threshold(stack: Stack, statistic: str, value: float) -> None:
    namespace = unique("Shop")
    chosen = {"ExtendedStatistic" if statistic.startswith("p") else "Statistic": statistic}
    below = put_alarm(stack, namespace, **chosen, Threshold=value - 0.05)
    above = put_alarm(stack, namespace, **chosen, Threshold=value + 0.05)
    publish(stack, namespace, *range(1, 11), Timestamp=period_ago(1))
    assert (state(stack, below), state(stack, above)) == ("ALARM", "OK")


def test_a_sum_that_is_too_small_counts_only_when_its_period_has_ended(stack: Stack) -> None:
    namespace = unique("Shop")
    name = put_alarm(stack, namespace, ComparisonOperator="LessThanThreshold", Threshold=5.0, Period=3600)
    publish(stack, namespace, 9.0, Timestamp=period_ago(1, seconds=3600))
    publish(stack, namespace, 1.0)
    assert state(stack, name) == "OK"
    publish(stack, namespace, -8.0, Timestamp=period_ago(1, seconds=3600))
    assert state(stack, name) == "ALARM"


def test_a_composite_alarm_follows_its_children(stack: Stack) -> None:
    namespace, name = unique("Shop"), unique("composite")
    first, second = put_alarm(stack, namespace), put_alarm(stack, namespace, Dimensions=[])
    stack.client("cloudwatch").put_composite_alarm(AlarmName=name, AlarmRule=f"ALARM({first}) AND NOT ALARM({second})")
    publish(stack, namespace, 9.0)
    assert state(stack, name) == "ALARM"
    publish(stack, namespace, 9.0, Dimensions=[])
    assert state(stack, name) == "OK"


def test_an_alarm_that_cannot_be_evaluated_is_named_in_the_log(stack: Stack, patience: float) -> None:
    name = unique("alarm")
    stack.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        EvaluationPeriods=1,
        Threshold=1.0,
        ComparisonOperator="GreaterThanThreshold",
        Metrics=[{"Id": "all", "Expression": "ANOMALY_DETECTION_BAND(METRICS())", "ReturnData": True}],
    )
    eventually(stack.log_path.read_text, lambda log: f"alarm {name} is not evaluated: " in log, patience)


def test_an_alarm_watches_the_expression_that_returns_data(stack: Stack) -> None:
    namespace, name = unique("Shop"), unique("alarm")
    errors = {"Namespace": namespace, "MetricName": "Errors", "Dimensions": dimensions(SERVICE)}
    total = errors | {"Dimensions": []}
    stack.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        EvaluationPeriods=1,
        Threshold=0.5,
        ComparisonOperator="GreaterThanThreshold",
        Metrics=[
            {"Id": "rate", "Expression": "FILL(errors, 0) / total", "ReturnData": True},
            *(
                {"Id": key, "MetricStat": {"Metric": metric, "Period": 3600, "Stat": "Sum"}, "ReturnData": False}
                for key, metric in (("errors", errors), ("total", total))
            ),
        ],
    )
    publish(stack, namespace, 4.0, Timestamp=period_ago(2), Dimensions=[])
    assert state(stack, name) == "OK"
    publish(stack, namespace, 3.0, Timestamp=period_ago(2))
    assert state(stack, name) == "ALARM"
