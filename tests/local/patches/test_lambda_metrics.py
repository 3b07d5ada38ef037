"""Which invocations count in AWS/Lambda."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.metrics import statistics
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.rest_api import RestApi, create_function
from tests.support.local.patches.streamed_table import FAIL_ON_POISON, StreamedTable

pytestmark = pytest.mark.patch("lambda_metrics")


def metric(stack: Stack, name: str, **dimensions: str) -> dict[str, Any]:
    return statistics(stack, "AWS/Lambda", name, dimensions)


def count(stack: Stack, name: str, **dimensions: str) -> float | None:
    return metric(stack, name, **dimensions).get("Sum")


def test_batches_of_a_stream_count_with_their_errors_and_age(stack: Stack, tmp_path: Path, patience: float) -> None:
    table = StreamedTable(stack, tmp_path, FAIL_ON_POISON)
    table.put("poison")
    table.map(MaximumRetryAttempts=1)
    eventually(lambda: count(stack, "Invocations", FunctionName=table.function), lambda found: found == 2, patience)
    assert count(stack, "Errors", FunctionName=table.function) == 2
    age = metric(stack, "IteratorAge", FunctionName=table.function)
    assert age["SampleCount"] == 2
    assert 0 <= age["Maximum"] < 10_000


def test_records_that_no_mapping_sends_have_no_age(stack: Stack) -> None:
    name = create_function(stack, "def handler(event, context):\n    return None\n")
    record = {"eventSource": "aws:dynamodb", "dynamodb": {"ApproximateCreationDateTime": 1}}
    for event in ({"Records": [record]}, {"Records": [{**record, "dynamodb": {}}]}):
        stack.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event))
    assert count(stack, "Invocations", FunctionName=name, Resource=name) == 2
    assert metric(stack, "IteratorAge", FunctionName=name) == {}


def test_requests_through_a_rest_api_count(stack: Stack) -> None:
    api = RestApi(stack)
    name = api.function("def handler(event, context):\n    raise ValueError('no')\n")
    api.deploy()
    assert api.call().status == 502
    assert count(stack, "Invocations", FunctionName=name) == 1
    assert count(stack, "Errors", FunctionName=name) == 1


def test_an_alias_counts_for_itself_and_for_the_function(stack: Stack) -> None:
    functions = stack.client("lambda")
    name = create_function(stack, "def handler(event, context):\n    return None\n")
    functions.publish_version(FunctionName=name)
    functions.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    functions.invoke(FunctionName=name)
    functions.invoke(FunctionName=name, Qualifier="live")
    assert count(stack, "Invocations", FunctionName=name) == 2
    assert count(stack, "Invocations", FunctionName=name, Resource=f"{name}:live") == 1
    assert count(stack, "Invocations", FunctionName=name, Resource=name) == 1
    alias = {"FunctionName": name, "Resource": f"{name}:live"}
    for metric_name in ("Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions"):
        assert metric(stack, metric_name, **alias, ExecutedVersion="1")["SampleCount"] == 1


def test_the_account_counts_all_its_functions(stack: Stack) -> None:
    before = count(stack, "Invocations") or 0
    name = create_function(stack, "def handler(event, context):\n    return None\n")
    stack.client("lambda").invoke(FunctionName=name)
    assert count(stack, "Invocations") == before + 1


def test_a_throttled_request_is_no_invocation(stack: Stack) -> None:
    functions = stack.client("lambda")
    name = create_function(stack, "def handler(event, context):\n    return None\n")
    functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    with pytest.raises(ClientError):
        functions.invoke(FunctionName=name)
    assert count(stack, "Throttles", FunctionName=name) == 1
    assert metric(stack, "Invocations", FunctionName=name) == {}
    assert metric(stack, "ConcurrentExecutions", FunctionName=name) == {}


def test_duration_leaves_out_the_cold_start(stack: Stack) -> None:
    name = create_function(stack, "import time\ntime.sleep(1)\ndef handler(event, context):\n    return None\n")
    stack.client("lambda").invoke(FunctionName=name, Payload=json.dumps({}))
    duration = metric(stack, "Duration", FunctionName=name)
    assert 0 < duration["Maximum"] < 900
    assert metric(stack, "ConcurrentExecutions", FunctionName=name)["Maximum"] == 1
