"""Batches of records for the recommender, and what it says of them."""

import json
from typing import Any

import pytest

from tests.support.fakes.events import interest_event, stream_record
from tests.support.fakes.invocation import FakeContext

CONTEXT = FakeContext(function_name="cxe-test-recommender")
URL = "https://sns.eu-west-1.amazonaws.com/"


def records(count: int = 1) -> list[dict[str, Any]]:
    return [
        stream_record(interest_event(event_id=f"7f0c2e1a-9d3b-4c55-8a53-{number:012}"), str(number))
        for number in range(count)
    ]


def failed(response: dict[str, Any]) -> list[str]:
    return [each["itemIdentifier"] for each in response["batchItemFailures"]]


def metrics(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """Return what an invocation counted: metric → number."""
    (line,) = [line for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    emitted = json.loads(line)
    return {
        metric["Name"]: emitted[metric["Name"]][0]
        for metric in emitted["_aws"]["CloudWatchMetrics"][0]["Metrics"]
        if metric["Unit"] == "Count"
    }
