"""Log events that match a metric filter become metrics."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.metrics import new_log_stream, put_log_events, statistics, unique

pytestmark = pytest.mark.patch("logs_metric_filters")


def put_filter(stack: Stack, group: str, pattern: str, namespace: str, **transformation: Any) -> None:
    stack.client("logs").put_metric_filter(
        logGroupName=group,
        filterName=unique("filter"),
        filterPattern=pattern,
        metricTransformations=[
            {"metricNamespace": namespace, "metricName": "Found", "metricValue": "1"} | transformation
        ],
    )


def test_matching_events_are_counted(stack: Stack) -> None:
    stream, namespace = new_log_stream(stack), unique("Shop")
    put_filter(stack, stream[0], "{ $.status >= 500 && $.path = /offers* }", namespace, unit="Count")
    put_log_events(stack, stream, {"status": 503, "path": "/offers/1"}, {"status": 200, "path": "/offers/2"}, "text")
    put_log_events(stack, stream, {"status": 500, "path": "/offers"}, {"status": 500, "path": "/else"})
    found = {"SampleCount": 2.0, "Sum": 2.0, "Unit": "Count"}
    assert statistics(stack, namespace, "Found").items() >= found.items()


def test_value_and_dimensions_come_from_the_event(stack: Stack) -> None:
    stream, namespace = new_log_stream(stack), unique("Shop")
    put_filter(stack, stream[0], "{ $.latency > 0 }", namespace, metricValue="$.latency", dimensions={"Path": "$.path"})
    put_log_events(stack, stream, {"latency": 30, "path": "/a"}, {"latency": 10, "path": "/b"})
    assert statistics(stack, namespace, "Found", {"Path": "/a"})["Sum"] == 30.0
    assert statistics(stack, namespace, "Found", {"Path": "/b"})["Sum"] == 10.0


def test_the_default_value_stands_for_minutes_without_a_match(stack: Stack) -> None:
    stream, namespace = new_log_stream(stack), unique("Shop")
    put_filter(stack, stream[0], "ERROR", namespace, defaultValue=0)
    put_log_events(stack, stream, "all is well", "and still is")
    assert statistics(stack, namespace, "Found")["Maximum"] == 0.0
    put_log_events(stack, stream, "ERROR", "all is well")
    assert statistics(stack, namespace, "Found")["Sum"] == 1.0


def test_a_pattern_that_is_none_is_refused(stack: Stack) -> None:
    group, _stream = new_log_stream(stack)
    with pytest.raises(ClientError, match="InvalidParameterException"):
        put_filter(stack, group, "{ $.status = ", unique("Shop"))
