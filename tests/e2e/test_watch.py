"""What waits in the failure bucket is measured, by the clock and whenever somebody asks."""

import base64
import json
import uuid
from datetime import UTC, datetime, timedelta

from shared.failure_keys import PREFIX
from tests.support.e2e.metrics import samples
from tests.support.target import Target, eventually


def measured(target: Target) -> dict[str, float]:
    """Have the watch measure, and return what it wrote."""
    name = target.outputs["watch_function_name"]
    response = target.client("lambda").invoke(FunctionName=name, Qualifier="live", LogType="Tail")
    assert "FunctionError" not in response
    lines = base64.b64decode(response["LogResult"]).decode().splitlines()
    (written,) = (json.loads(line) for line in lines if line.startswith('{"_aws"'))
    return {name: written[name][0] for name in ("FailureObjects", "FailureObjectAge")}


def test_the_rule_starts_the_watch_which_writes_both_metrics(target: Target) -> None:
    since = datetime.now(UTC) - timedelta(minutes=5)
    for metric in ("FailureObjects", "FailureObjectAge"):
        eventually(lambda name=metric: samples(target, name, "watch", since), bool, f"{metric} is measured each minute")


def test_an_object_in_the_failure_bucket_is_counted_until_it_is_gone(target: Target) -> None:
    s3, bucket = target.client("s3"), target.environment["FAILURE_BUCKET"]
    key = f"{PREFIX}{target.outputs['watch_function_name']}/{uuid.uuid4()}"
    before = measured(target)["FailureObjects"]

    s3.put_object(Bucket=bucket, Key=key, Body=b"{}")
    try:
        meanwhile = measured(target)
    finally:
        s3.delete_object(Bucket=bucket, Key=key)

    assert meanwhile["FailureObjects"] == before + 1
    assert meanwhile["FailureObjectAge"] >= 0
    assert measured(target)["FailureObjects"] == before
