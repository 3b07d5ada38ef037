"""Event source mappings count their events, and keep the setting that says so."""

import json
from pathlib import Path
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.metrics import statistics, unique
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.streamed_table import StreamedTable, create_queue

pytestmark = pytest.mark.patch("lambda_mapping_metrics")

EVENT_COUNT = {"Metrics": ["EventCount"]}
PARTIAL = {"FunctionResponseTypes": ["ReportBatchItemFailures"], "BatchSize": 10, "MaximumBatchingWindowInSeconds": 1}
FAIL_POISON_ALONE = (
    "    poison = [r['SequenceNumber'] for r, key in zip(records, keys) if key == 'poison']\n"
    "    return {'batchItemFailures': [{'itemIdentifier': number} for number in poison]}\n"
)


def count(table: StreamedTable, metric: str) -> dict[str, Any]:
    return statistics(table.stack, "AWS/Lambda", f"{metric}EventCount", {"EventSourceMappingUUID": table.mapping})


def total(table: StreamedTable, metric: str) -> float:
    return float(count(table, metric).get("Sum", 0))


def test_the_setting_is_kept_and_can_be_changed(stack: Stack, tmp_path: Path) -> None:
    table = StreamedTable(stack, tmp_path)
    assert table.map(MetricsConfig=EVENT_COUNT)["MetricsConfig"] == EVENT_COUNT
    assert table.client.get_event_source_mapping(UUID=table.mapping)["MetricsConfig"] == EVENT_COUNT
    changed = table.client.update_event_source_mapping(UUID=table.mapping, MetricsConfig={"Metrics": []})
    assert changed["MetricsConfig"] == {"Metrics": []}
    assert table.client.update_event_source_mapping(UUID=table.mapping, BatchSize=5)["MetricsConfig"] == {"Metrics": []}


def test_events_are_counted_on_their_way(stack: Stack, tmp_path: Path, patience: float) -> None:
    table = StreamedTable(stack, tmp_path)
    pattern = json.dumps({"dynamodb": {"Keys": {"id": {"S": [{"prefix": "wanted"}]}}}})
    table.map(MetricsConfig=EVENT_COUNT, FilterCriteria={"Filters": [{"Pattern": pattern}]})
    eventually(lambda: count(table, "Polled").get("Minimum"), lambda found: found == 0, patience)
    table.put("wanted", "other", "wanted too")
    eventually(lambda: total(table, "Invoked"), lambda found: found == 2, patience)
    assert (total(table, "Polled"), total(table, "FilteredOut")) == (3, 1)
    assert count(table, "FailedInvoke") == count(table, "Dropped") == {}


def test_a_mapping_that_is_disabled_polls_nothing(stack: Stack, tmp_path: Path, patience: float) -> None:
    table = StreamedTable(stack, tmp_path)
    table.map(MetricsConfig=EVENT_COUNT)
    eventually(lambda: count(table, "Polled"), bool, patience)
    table.client.update_event_source_mapping(UUID=table.mapping, Enabled=False)
    reads = count(table, "Polled")["SampleCount"]
    table.put("a")
    assert table.settles()
    assert count(table, "Polled")["SampleCount"] == reads


def test_reported_records_fail_though_the_function_does_not(stack: Stack, tmp_path: Path, patience: float) -> None:
    table = StreamedTable(stack, tmp_path, FAIL_POISON_ALONE)
    queue = create_queue(stack)[1]
    destination = {"OnFailure": {"Destination": queue}}
    table.put("fine", "poison")
    table.map(MetricsConfig=EVENT_COUNT, MaximumRetryAttempts=1, DestinationConfig=destination, **PARTIAL)
    eventually(lambda: total(table, "OnFailureDestinationDelivered"), lambda found: found == 1, patience)
    assert (total(table, "Invoked"), total(table, "FailedInvoke"), total(table, "Dropped")) == (3, 2, 0)


@pytest.mark.parametrize("destination", [None, "gone"])
def test_what_reaches_no_destination_is_dropped(
    stack: Stack, tmp_path: Path, patience: float, destination: str | None
) -> None:
    table = StreamedTable(stack, tmp_path, FAIL_POISON_ALONE)
    table.put("poison")
    arn = f"arn:aws:sqs:{stack.region}:000000000000:{unique(destination or '')}"
    config = {"DestinationConfig": {"OnFailure": {"Destination": arn}}} if destination else {}
    table.map(MetricsConfig=EVENT_COUNT, MaximumRetryAttempts=0, **config, **PARTIAL)
    eventually(lambda: total(table, "Dropped"), lambda found: found == 1, patience)
    assert count(table, "OnFailureDestinationDelivered") == {}
    failures = statistics(
        stack, "AWS/Lambda", "DestinationDeliveryFailures", {"FunctionName": table.function, "Resource": table.function}
    )
    assert failures.get("Sum", 0) == (1 if destination else 0)
