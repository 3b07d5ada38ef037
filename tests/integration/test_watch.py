"""The watch against S3, with records set aside by the recommender and given up by Lambda."""

import json
import traceback
from collections.abc import Callable
from typing import Any

import pytest

from local.streams.destinations import object_key
from tests.integration.conftest import Handler
from tests.support.fakes.events import interest_event, stream_record
from tests.support.fakes.invocation import FakeContext
from tests.support.integration.cloud import FAILURES, Cloud
from tests.support.integration.faults import ErrorResponse, Faults

SCHEDULED = {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}
CONTEXT = FakeContext(function_name="cxe-test-watch")


def measured(watch: Handler, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    watch(SCHEDULED, CONTEXT)
    (line,) = capsys.readouterr().out.splitlines()
    emitted: dict[str, Any] = json.loads(line)
    return emitted


def put(cloud: Cloud, *keys: str) -> None:
    for key in keys:
        cloud.s3.put_object(Bucket=FAILURES, Key=key, Body=b"canary")


def test_an_empty_bucket_is_measured_too(watch: Handler, capsys: pytest.CaptureFixture[str]) -> None:
    emitted = measured(watch, capsys)
    assert (emitted["FailureObjects"], emitted["FailureObjectAge"]) == ([0], [0])
    assert (emitted["service"], emitted["environment"]) == ("watch", "test")
    (metrics,) = emitted["_aws"]["CloudWatchMetrics"]
    assert metrics["Metrics"] == [
        {"Name": "FailureObjects", "Unit": "Count"},
        {"Name": "FailureObjectAge", "Unit": "Seconds"},
    ]


def test_what_lambda_gave_up_and_what_the_recommender_set_aside_waits(
    watch: Handler, cloud: Cloud, recommender: Handler, capsys: pytest.CaptureFixture[str]
) -> None:
    poison = stream_record(interest_event(), "7")
    del poison["dynamodb"]["NewImage"]["interest"]
    recommender({"Records": [poison]}, FakeContext())
    put(cloud, object_key("3e2d8383-9d4a-4e5c-9e06-221d4d089717", now=1_795_000_000))

    emitted = measured(watch, capsys)

    assert emitted["FailureObjects"] == [2]
    assert 0 <= emitted["FailureObjectAge"][0] < 60


def test_what_else_is_in_the_bucket_waits_for_nothing(
    watch: Handler, cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    put(cloud, "notes.txt", "aws-logs/inventory")
    assert measured(watch, capsys)["FailureObjects"] == [0]


@pytest.mark.parametrize("fault", [ErrorResponse(403, "AccessDenied"), ErrorResponse(503, "SlowDown")])
def test_a_listing_that_fails_makes_the_invocation_fail_and_writes_no_number(
    watch: Handler, faults: Faults, fault: ErrorResponse, capsys: pytest.CaptureFixture[str]
) -> None:
    faults.planned["ListObjectsV2"] = [fault]
    capsys.readouterr()
    with pytest.raises(Exception, match=r"^unmeasured$") as failure:
        watch(SCHEDULED, CONTEXT)
    (line,) = (json.loads(each) for each in capsys.readouterr().out.splitlines())
    assert (line["level"], line["message"]) == ("ERROR", "Failures not counted.")
    assert (line["error_code"], line["service"], line["environment"]) == (fault.code, "watch", "test")
    assert "canary" not in json.dumps(line) + "".join(traceback.format_exception(failure.value))


def test_no_key_is_ever_written(watch: Handler, cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    """Keys are of ids and times. Whoever copies an object there by hand may give it any name."""
    put(cloud, "aws/lambda/canary-customer@example.com")
    emitted = measured(watch, capsys)
    assert emitted["FailureObjects"] == [1]
    assert "canary" not in json.dumps(emitted)


def test_settings_that_are_wrong_end_the_start(start_watch: Callable[..., Handler]) -> None:
    with pytest.raises(ValueError, match="FAILURE_BUCKET"):
        start_watch(FAILURE_BUCKET="Canary")
