"""Log events in the embedded metric format become metrics."""

import io
import json
import time
import zipfile
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.metrics import new_log_stream, put_log_events, statistics, unique

pytestmark = pytest.mark.patch("logs_embedded_metrics")

FUNCTION = """
import json, time

def handler(event, context):
    print("about to report")
    print(json.dumps({
        "_aws": {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [{
            "Namespace": event["namespace"], "Dimensions": [["service"]], "Metrics": [{"Name": "Sales"}]}]},
        "service": "till", "Sales": [2, 4]}))
"""


def embedded(namespace: str, **members: Any) -> dict[str, Any]:
    directive = {
        "Namespace": namespace,
        "Dimensions": [["service"], ["service", "environment"]],
        "Metrics": [{"Name": "Sales", "Unit": "Count"}, {"Name": "Latency", "Unit": "Milliseconds"}],
    }
    metadata = {"Timestamp": int(time.time() * 1000), "CloudWatchMetrics": [directive]}
    return {"_aws": metadata, "service": "till", "environment": "local", "Sales": 1, "Latency": [10, 20, 60]} | members


def test_events_from_put_log_events_become_metrics_for_every_set_of_dimensions(stack: Stack) -> None:
    namespace = unique("Shop")
    put_log_events(stack, new_log_stream(stack), *[embedded(namespace)] * 3)
    for dimensions in ({"service": "till"}, {"service": "till", "environment": "local"}):
        assert statistics(stack, namespace, "Sales", dimensions).items() >= {"Sum": 3.0, "Unit": "Count"}.items()
        latency = {"SampleCount": 9.0, "Sum": 270.0, "Minimum": 10.0, "Maximum": 60.0, "Unit": "Milliseconds"}
        assert statistics(stack, namespace, "Latency", dimensions).items() >= latency.items()


def test_an_unusable_event_is_stored_and_its_neighbours_still_count(stack: Stack) -> None:
    namespace, stream = unique("Shop"), new_log_stream(stack)
    put_log_events(stack, stream, embedded(namespace, Sales="one"), "plain text", embedded(namespace))
    assert statistics(stack, namespace, "Sales", {"service": "till"})["Sum"] == 1.0
    assert statistics(stack, namespace, "Latency", {"service": "till"})["SampleCount"] == 6.0


def test_what_is_left_out_is_counted_by_log_group(stack: Stack) -> None:
    group, stream = new_log_stream(stack)
    broken = json.dumps(embedded("Shop"))[:-1]
    put_log_events(stack, (group, stream), embedded("Shop", Sales="one"), broken, broken, "plain text")
    counts = [
        statistics(stack, "AWS/Logs", f"EMF{kind}Errors", {"LogGroupName": group})["Sum"]
        for kind in ("Validation", "Parsing")
    ]
    assert counts == [1, 2]


def test_what_a_function_prints_becomes_metrics(stack: Stack) -> None:
    functions, namespace, name = stack.client("lambda"), unique("Shop"), unique("printer")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("code.py", FUNCTION)
    functions.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="code.handler",
        Role="arn:aws:iam::000000000000:role/any",
        Code={"ZipFile": archive.getvalue()},
    )
    functions.invoke(FunctionName=name, Payload=json.dumps({"namespace": namespace}))
    found = statistics(stack, namespace, "Sales", {"service": "till"})
    assert found.items() >= {"SampleCount": 2.0, "Sum": 6.0}.items()
