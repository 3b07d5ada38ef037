"""The ingest function against DynamoDB."""

import json
import sys
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, NoCredentialsError, ReadTimeoutError

from tests.integration.conftest import Handler
from tests.support.contracts.documents import validator
from tests.support.fakes.events import NOW, sample_event
from tests.support.fakes.invocation import FakeContext
from tests.support.integration.cloud import INTERESTS, Cloud
from tests.support.integration.faults import ErrorResponse, Faults

CONTEXT = FakeContext(function_name="cxe-test-ingest")
URL = "https://dynamodb.eu-west-1.amazonaws.com/canary-in-url"


def post(ingest: Handler, headers: dict[str, str] | None = None, **changes: Any) -> tuple[int, dict[str, Any]]:
    response = ingest(sample_event(headers, **changes), CONTEXT)
    return response["statusCode"], json.loads(response["body"])


def test_a_request_becomes_an_item_as_the_contract_describes(ingest: Handler, cloud: Cloud) -> None:
    status, body = post(ingest)
    (item,) = cloud.items(INTERESTS)
    plain = {name: int(value["N"]) if "N" in value else value["S"] for name, value in item.items()}
    validator("interest-event").validate(plain)
    assert status == 202
    assert body["event_id"] == plain["event_id"]
    assert plain["trace_header"].startswith(f"Root={body['trace_id']};")


def test_values_of_other_scripts_survive(ingest: Handler, cloud: Cloud) -> None:
    post(ingest, interest="有機😀", location=" Cafe\u0301 ")
    (item,) = cloud.items(INTERESTS)
    assert (item["interest"]["S"], item["location"]["S"]) == ("有機😀", " Cafe\u0301 ")
    assert item["location_key"]["S"] == "caf\u00e9"


def test_two_posts_in_one_millisecond_from_one_customer_are_both_kept(
    ingest: Handler, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = sys.modules["ingest.handler"]
    recorder = replace(started._endpoint.recorder, now=lambda: NOW)
    monkeypatch.setattr(started, "_endpoint", replace(started._endpoint, recorder=recorder))
    ids = {post(ingest)[1]["event_id"] for _ in range(2)}
    items = cloud.items(INTERESTS)
    assert {item["event_id"]["S"] for item in items} == ids
    assert [item["timestamp"]["S"] for item in items] == ["2026-11-22T20:32:45.123Z"] * 2


def test_a_repeated_key_leaves_one_item(ingest: Handler, cloud: Cloud) -> None:
    first = post(ingest, {"Idempotency-Key": "key-00001"})
    assert post(ingest, {"Idempotency-Key": "key-00001"}) == first
    assert len(cloud.items(INTERESTS)) == 1


def test_a_key_used_with_another_body_is_a_conflict(ingest: Handler, cloud: Cloud) -> None:
    post(ingest, {"Idempotency-Key": "key-00001"})
    status, body = post(ingest, {"Idempotency-Key": "key-00001"}, interest="books")
    assert (status, body["type"].rpartition(":")[2]) == (409, "idempotency-conflict")
    assert [item["interest"]["S"] for item in cloud.items(INTERESTS)] == ["organic_food"]


def test_a_write_whose_reply_is_lost_is_repeated_and_stored_once(ingest: Handler, cloud: Cloud, faults: Faults) -> None:
    """botocore repeats the conditional write by itself; that it finds its own item is success."""
    faults.lost["PutItem"] = [ReadTimeoutError(endpoint_url=URL)]
    status, body = post(ingest)
    (item,) = cloud.items(INTERESTS)
    assert (status, faults.sent.count("PutItem")) == (202, 2)
    assert item["event_id"]["S"] == body["event_id"]


def test_a_short_failure_is_repaired_by_a_repeat(ingest: Handler, cloud: Cloud, faults: Faults) -> None:
    faults.planned["PutItem"] = [ErrorResponse(500, "InternalServerError"), None]
    assert post(ingest)[0] == 202
    assert len(cloud.items(INTERESTS)) == 1


@pytest.mark.parametrize(
    ("fault", "error_class", "error_code"),
    [
        (ErrorResponse(400, "ThrottlingException"), "ThrottlingException", "ThrottlingException"),
        (
            ErrorResponse(400, "ProvisionedThroughputExceededException"),
            "ProvisionedThroughputExceededException",
            "ProvisionedThroughputExceededException",
        ),
        (ErrorResponse(400, "AccessDeniedException"), "ClientError", "AccessDeniedException"),
        (ErrorResponse(400, "KMSAccessDeniedException"), "ClientError", "KMSAccessDeniedException"),
        (ErrorResponse(400, "ValidationException"), "ClientError", "ValidationException"),
        (ErrorResponse(500, "InternalServerError"), "InternalServerError", "InternalServerError"),
        (ErrorResponse(503, "ServiceUnavailable"), "ClientError", "ServiceUnavailable"),
        (ReadTimeoutError(endpoint_url=URL), "ReadTimeoutError", ""),
        (ConnectTimeoutError(endpoint_url=URL), "ConnectTimeoutError", ""),
        (EndpointConnectionError(endpoint_url=URL), "EndpointConnectionError", ""),
        (NoCredentialsError(), "NoCredentialsError", ""),
    ],
    ids=lambda value: getattr(value, "code", None) or (type(value).__name__ if isinstance(value, Exception) else ""),
)
def test_whatever_stops_the_write_gives_503_a_metric_and_one_line(
    ingest: Handler,
    faults: Faults,
    capsys: pytest.CaptureFixture[str],
    fault: Exception | ErrorResponse,
    error_class: str,
    error_code: str,
) -> None:
    faults.planned["PutItem"] = [fault]
    response = ingest(sample_event(), CONTEXT)
    assert response["statusCode"] == 503
    assert response["headers"]["Retry-After"] == "1"
    validator("problem").validate(json.loads(response["body"]))
    output = capsys.readouterr()
    lines = [json.loads(line) for line in output.out.splitlines()]
    (said,) = [line for line in lines if "outcome" in line]
    (metrics,) = [line for line in lines if "_aws" in line]
    assert (said["level"], said["error_class"], said["error_code"]) == ("ERROR", error_class, error_code)
    assert metrics["InsertError"] == [1]
    assert "canary" not in output.out + output.err + response["body"]


def test_a_missing_table_gives_503(ingest: Handler, cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    cloud.dynamodb.delete_table(TableName=INTERESTS)
    assert post(ingest)[0] == 503
    assert '"error_code":"ResourceNotFoundException"' in capsys.readouterr().out


def test_a_failing_write_ends_within_the_functions_time(ingest: Handler, faults: Faults) -> None:
    """Three attempts, none longer than two seconds, and two waits of at most one and two seconds."""
    faults.planned["PutItem"] = [ReadTimeoutError(endpoint_url=URL)]
    post(ingest)
    config = faults.config_of("dynamodb")
    assert faults.sent.count("PutItem") == 3
    assert 3 * (config.connect_timeout + config.read_timeout) + 1 + 2 < 10


@pytest.mark.parametrize(("changes", "metric"), [({}, "InsertSuccess"), ({"interest": ""}, "RequestRefused")])
def test_a_metric_carries_the_namespace_and_dimensions_that_monitoring_declares(
    ingest: Handler, capsys: pytest.CaptureFixture[str], changes: dict[str, str], metric: str
) -> None:
    post(ingest, **changes)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    emitted = json.loads(line)
    (directive,) = emitted["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "CustomerExperience"
    assert [set(dimensions) for dimensions in directive["Dimensions"]] == [{"service", "environment"}]
    assert directive["Metrics"] == [{"Name": metric, "Unit": "Count"}]
    assert (emitted["service"], emitted["environment"], emitted[metric]) == ("ingest", "test", [1])
