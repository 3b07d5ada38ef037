"""What an event source mapping does over its life, on the patched stack."""

import time
from pathlib import Path

from local.stack import Stack
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.processes import process_is_alive
from tests.support.local.patches.streamed_table import FAIL_ON_POISON, StreamedTable, create_queue, receive

NOTE_ARN = "    open(os.environ['BATCHES'] + '.arn', 'w').write(context.invoked_function_arn)\n"
INSERTS_ONLY = {"Filters": [{"Pattern": '{"eventName": ["INSERT"]}'}]}


def test_latest_delivers_only_what_is_written_from_now_on(stack: Stack, tmp_path: Path) -> None:
    table = StreamedTable(stack, tmp_path)
    table.put("before")
    table.map(StartingPosition="LATEST")
    table.put("after")
    eventually(table.keys, bool)
    assert table.settles()
    assert table.keys() == [["after"]]


def test_a_filter_keeps_other_records_from_the_function(stack: Stack, tmp_path: Path) -> None:
    table = StreamedTable(stack, tmp_path)
    table.map(FilterCriteria=INSERTS_ONLY)
    table.put("a", value=1)
    table.put("a", value=2)
    table.put("b", value=3)
    eventually(table.batches, lambda found: [pair for batch in found for pair in batch] == [("a", 1), ("b", 3)])


def test_the_mappings_alias_is_invoked(stack: Stack, tmp_path: Path) -> None:
    table = StreamedTable(stack, tmp_path, NOTE_ARN)
    table.client.publish_version(FunctionName=table.function)
    table.client.create_alias(FunctionName=table.function, Name="live", FunctionVersion="1")
    table.map(FunctionName=f"{table.function}:live")
    table.put("a")
    noted = tmp_path / f"{table.name}.arn"
    eventually(lambda: noted.exists() and noted.read_text(), lambda arn: str(arn).endswith(f":{table.function}:live"))


def test_a_disabled_mapping_waits_and_goes_on_where_it_stopped(stack: Stack, tmp_path: Path) -> None:
    table = StreamedTable(stack, tmp_path)
    table.map()
    table.put("a")
    eventually(table.keys, lambda keys: keys == [["a"]])
    table.client.update_event_source_mapping(UUID=table.mapping, Enabled=False)
    table.put("b", "c")
    assert table.settles()
    table.client.update_event_source_mapping(UUID=table.mapping, Enabled=True)
    eventually(table.keys, lambda keys: [key for batch in keys for key in batch] == ["a", "b", "c"])


def test_a_deleted_mapping_delivers_nothing_more(stack: Stack, tmp_path: Path) -> None:
    table = StreamedTable(stack, tmp_path)
    table.map()
    table.put("a")
    eventually(table.keys, bool)
    table.client.delete_event_source_mapping(UUID=table.mapping)
    table.put("b")
    assert table.settles()
    assert table.keys() == [["a"]]


def test_a_changed_setting_holds_from_the_next_batch_on_and_nothing_is_sent_twice(stack: Stack, tmp_path: Path) -> None:
    table = StreamedTable(stack, tmp_path, FAIL_ON_POISON)
    table.map(BatchSize=1)
    table.put("a", "poison")
    eventually(table.keys, lambda keys: ["poison"] in keys)
    table.client.update_event_source_mapping(UUID=table.mapping, MaximumRetryAttempts=0)
    table.put("b")
    eventually(table.keys, lambda keys: ["b"] in keys)
    assert table.keys().count(["a"]) == 1


def test_throttled_batches_wait_and_use_no_retry(stack: Stack, tmp_path: Path) -> None:
    url, arn = create_queue(stack)
    table = StreamedTable(stack, tmp_path)
    table.client.put_function_concurrency(FunctionName=table.function, ReservedConcurrentExecutions=0)
    table.map(MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": arn}})
    table.put("a")
    assert table.settles()
    table.client.delete_function_concurrency(FunctionName=table.function)
    eventually(table.keys, lambda keys: keys == [["a"]])
    assert receive(stack, url) == []


def test_a_function_that_times_out_is_retried_like_any_error(stack: Stack, tmp_path: Path) -> None:
    once = "    if len(open(os.environ['BATCHES']).readlines()) == 1: time.sleep(30)\n"
    table = StreamedTable(stack, tmp_path, once, Timeout=1)
    table.map()
    table.put("a")
    eventually(table.keys, lambda keys: keys == [["a"], ["a"]])
    assert table.settles()


def test_a_topic_receives_the_metadata_of_discarded_records(stack: Stack, tmp_path: Path) -> None:
    url, queue_arn = create_queue(stack, open_to="sns.amazonaws.com")
    sns = stack.client("sns")
    topic = sns.create_topic(Name=f"{StreamedTable.__name__}-failures")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn, Attributes={"RawMessageDelivery": "true"})
    table = StreamedTable(stack, tmp_path, FAIL_ON_POISON)
    table.map(MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": topic}})
    table.put("poison")
    (record,) = eventually(lambda: receive(stack, url), bool)
    assert record["DDBStreamBatchInfo"]["batchSize"] == 1
    assert "payload" not in record


def test_what_does_not_reach_its_destination_is_counted(stack: Stack, tmp_path: Path) -> None:
    table = StreamedTable(stack, tmp_path, FAIL_ON_POISON)
    table.map(MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": "arn:aws:s3:::no-such-bucket"}})
    table.put("poison", "b")
    eventually(table.keys, lambda keys: keys[-1:] == [["b"]])
    found = stack.client("cloudwatch").list_metrics(
        Namespace="AWS/Lambda",
        MetricName="DestinationDeliveryFailures",
        Dimensions=[{"Name": "FunctionName", "Value": table.function}],
    )
    counted = [{each["Name"] for each in metric["Dimensions"]} for metric in found["Metrics"]]
    assert counted == [{"FunctionName"}, {"FunctionName", "Resource"}]


def test_the_last_result_of_a_mapping_says_whether_the_function_succeeded(stack: Stack, tmp_path: Path) -> None:
    table = StreamedTable(stack, tmp_path, FAIL_ON_POISON)
    table.map(MaximumRetryAttempts=0)

    def last_result() -> str:
        return str(table.client.get_event_source_mapping(UUID=table.mapping)["LastProcessingResult"])

    assert last_result() == "No records processed"
    table.put("a")
    eventually(last_result, lambda result: result == "OK")
    table.put("poison")
    eventually(last_result, lambda result: result == "PROBLEM: Function call failed")


def test_stopping_the_stack_ends_every_function_even_while_batches_fail_and_retry(tmp_path: Path) -> None:
    note_process = "    open(os.environ['BATCHES'] + '.pids', 'a').write(f'{os.getpid()}\\n')\n"
    with Stack() as stack:
        table = StreamedTable(stack, tmp_path, note_process + "    time.sleep(0.2)\n    raise ValueError('no')\n")
        table.map(ParallelizationFactor=4, BatchSize=1)
        table.put(*(f"item {number}" for number in range(8)))
        pids = tmp_path / f"{table.name}.pids"
        eventually(lambda: pids.exists() and set(pids.read_text().split()), lambda found: len(found or ()) >= 2)
        began, folder = time.monotonic(), stack.directory
    assert time.monotonic() - began < 5
    assert not [pid for pid in set(pids.read_text().split()) if process_is_alive(int(pid))]
    assert not folder.exists()
