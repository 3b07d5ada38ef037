"""The record of what was given up."""

import json

import pytest

from local.streams.batches import RETRIES_EXHAUSTED, TOO_OLD, Discarded, Outcome
from local.streams.destinations import invocation_record, object_key, send, with_payload
from tests.support.local.streams.records import record

FUNCTION = "arn:aws:lambda:eu-west-1:000000000000:function:recommender:live"
STREAM = "arn:aws:dynamodb:eu-west-1:000000000000:table/t/stream/2026-01-01T00:00:00.000"
NOW = 1_767_323_045.678
RECORDS = (record(0, created=NOW - 5), record(1, created=NOW - 3))


def test_the_record_names_function_stream_and_records() -> None:
    outcome = Outcome(first_failed=0, function_error="Unhandled", executed_version="7", request_id="the-request")
    discarded = Discarded(RECORDS, RETRIES_EXHAUSTED, 3, outcome)
    assert invocation_record(discarded, function_arn=FUNCTION, stream_arn=STREAM, now=NOW) == {
        "requestContext": {
            "requestId": "the-request",
            "functionArn": FUNCTION,
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": 3,
        },
        "responseContext": {"statusCode": 200, "executedVersion": "7", "functionError": "Unhandled"},
        "version": "1.0",
        "timestamp": "2026-01-02T03:04:05.678Z",
        "DDBStreamBatchInfo": {
            "shardId": "shardId-00000000000000000000-00000000",
            "startSequenceNumber": "100",
            "endSequenceNumber": "101",
            "approximateArrivalOfFirstRecord": "2026-01-02T03:04:00Z",
            "approximateArrivalOfLastRecord": "2026-01-02T03:04:02Z",
            "batchSize": 2,
            "streamArn": STREAM,
        },
    }


def test_a_partial_response_is_no_function_error() -> None:
    discarded = Discarded(RECORDS, RETRIES_EXHAUSTED, 1, Outcome(first_failed=0))
    document = invocation_record(discarded, function_arn=FUNCTION, stream_arn=STREAM, now=NOW)
    assert document["responseContext"] == {"statusCode": 200, "executedVersion": "$LATEST"}


def test_records_that_were_never_sent_have_no_response() -> None:
    discarded = Discarded(RECORDS, TOO_OLD, 0, None)
    document = invocation_record(discarded, function_arn=FUNCTION, stream_arn=STREAM, now=NOW)
    assert "responseContext" not in document
    assert document["requestContext"]["approximateInvokeCount"] == 0


def test_a_bucket_gets_the_whole_event_as_a_string() -> None:
    payload = with_payload({"version": "1.0"}, Discarded(RECORDS, TOO_OLD, 0, None))["payload"]
    assert json.loads(payload) == {"Records": [found.event for found in RECORDS]}


def test_the_objects_key_has_the_mapping_and_the_time_in_it() -> None:
    assert object_key("the-mapping", NOW).startswith("aws/lambda/the-mapping/2026/01/02/2026-01-02T03.04.05-")
    assert object_key("the-mapping", NOW) != object_key("the-mapping", NOW)


def test_a_destination_of_another_kind_is_refused() -> None:
    discarded = Discarded(RECORDS, TOO_OLD, 0, None)
    with pytest.raises(ValueError, match="SQS queue, an SNS topic or an S3 bucket"):
        send("arn:aws:kafka:eu-west-1:0:cluster", discarded, {}, mapping="m", now=NOW, session=None)
