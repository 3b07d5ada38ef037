"""How an event source mapping delivers the records of a stream."""

import json
import re
from pathlib import Path

import pytest

from local.stack import Stack
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.streamed_table import FAIL_ON_POISON, StreamedTable, create_queue, receive

pytestmark = pytest.mark.patch("stream_delivery")

REPORTS = {"FunctionResponseTypes": ["ReportBatchItemFailures"]}
REPORT_FIRST_TIME = """    if len(open(os.environ['BATCHES']).readlines()) == 1:
        return {'batchItemFailures': [{'itemIdentifier': records[1]['SequenceNumber']}]}
"""


def test_delivery_resumes_from_the_record_that_the_function_reports(
    stack: Stack, tmp_path: Path, patience: float
) -> None:
    table = StreamedTable(stack, tmp_path, REPORT_FIRST_TIME)
    table.put("a", "b", "c")
    table.map(**REPORTS)
    eventually(table.keys, lambda keys: len(keys) == 2, patience)
    assert table.keys() == [["a", "b", "c"], ["b", "c"]]


def test_bisecting_isolates_a_poison_record_and_a_bucket_receives_it_whole(
    stack: Stack, tmp_path: Path, patience: float
) -> None:
    s3, bucket = stack.client("s3"), unique("failures")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": stack.region})
    table = StreamedTable(stack, tmp_path, FAIL_ON_POISON)
    table.put("a", "b", "poison", "c")
    mapping = table.map(
        BisectBatchOnFunctionError=True,
        MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": f"arn:aws:s3:::{bucket}"}},
    )

    eventually(table.keys, lambda keys: keys[-1:] == [["c"]], patience)
    # Splitting is free: only the record on its own used up the one retry.
    assert table.keys() == [["a", "b", "poison", "c"], ["a", "b"], ["poison", "c"], ["poison"], ["poison"], ["c"]]

    (found,) = s3.list_objects_v2(Bucket=bucket)["Contents"]
    folder, _, name = found["Key"].rpartition("/")
    assert re.fullmatch(rf"aws/lambda/{mapping['UUID']}/\d\d\d\d/\d\d/\d\d", folder)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{36}", name)
    record = json.load(s3.get_object(Bucket=bucket, Key=found["Key"])["Body"])
    (event,) = json.loads(record["payload"])["Records"]
    assert event["dynamodb"]["NewImage"] == {"id": {"S": "poison"}, "value": {"N": "0"}}
    assert record["DDBStreamBatchInfo"]["startSequenceNumber"] == event["dynamodb"]["SequenceNumber"]
    assert record["DDBStreamBatchInfo"]["batchSize"] == 1


def test_a_batch_is_given_up_after_its_retries_and_a_queue_receives_metadata_only(
    stack: Stack, tmp_path: Path, patience: float
) -> None:
    url, arn = create_queue(stack)
    table = StreamedTable(stack, tmp_path, FAIL_ON_POISON)
    table.put("a", "poison")
    table.map(MaximumRetryAttempts=2, DestinationConfig={"OnFailure": {"Destination": arn}})
    (record,) = eventually(lambda: receive(stack, url), bool, patience)
    assert table.keys() == [["a", "poison"]] * 3
    assert record["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 3
    assert record["responseContext"] == {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"}
    assert record["DDBStreamBatchInfo"]["batchSize"] == 2
    assert record["DDBStreamBatchInfo"]["streamArn"] == table.stream_arn
    assert "payload" not in record


def test_records_too_old_to_send_go_to_the_destination(stack: Stack, tmp_path: Path, patience: float) -> None:
    url, arn = create_queue(stack)
    table = StreamedTable(stack, tmp_path, FAIL_ON_POISON)
    table.put("poison")
    table.map(MaximumRecordAgeInSeconds=1, DestinationConfig={"OnFailure": {"Destination": arn}})
    (record,) = eventually(lambda: receive(stack, url), bool, max(3, patience))
    assert record["requestContext"]["condition"] == "RecordAgeExceeded"


def test_the_batching_window_gathers_records_into_one_batch(stack: Stack, tmp_path: Path, patience: float) -> None:
    table = StreamedTable(stack, tmp_path)
    table.map(MaximumBatchingWindowInSeconds=1)
    table.put("a")
    table.put("b")
    table.put("c")
    eventually(table.keys, bool, patience)
    assert table.keys() == [["a", "b", "c"]]


def test_lanes_run_side_by_side_and_keep_the_order_of_each_item(stack: Stack, tmp_path: Path, patience: float) -> None:
    table = StreamedTable(stack, tmp_path, "    if 'slow' in keys: time.sleep(8)\n", Timeout=10)
    table.map(ParallelizationFactor=3, BatchSize=1)
    table.put("slow")
    others = [f"item {number}" for number in range(12)]
    for value in range(3):
        table.put(*others, value=value)
    # Some of the twelve share the slow item's lane and wait for it; three records of each of the others do not.
    eventually(lambda: len(table.batches()), lambda count: count > 15, patience)
    for other in others:
        values = [value for ((key, value),) in table.batches() if key == other]
        assert values == list(range(len(values)))


def test_a_mapping_has_lambdas_defaults_for_streams(stack: Stack, tmp_path: Path) -> None:
    mapping = StreamedTable(stack, tmp_path).map()
    assert {
        "BatchSize": 100,
        "BisectBatchOnFunctionError": False,
        "MaximumRecordAgeInSeconds": -1,
        "MaximumRetryAttempts": -1,
        "ParallelizationFactor": 1,
    }.items() <= mapping.items()
