"""What a stream record says of itself."""

import re
from pathlib import Path
from typing import Any

import pytest

from local.stack import Stack
from tests.support.local.patches.streamed_table import StreamedTable

pytestmark = pytest.mark.patch("stream_record_size")


def read_stream(stack: Stack, arn: str) -> list[dict[str, Any]]:
    streams = stack.client("dynamodbstreams")
    (shard,) = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")[
        "ShardIterator"
    ]
    found: list[dict[str, Any]] = streams.get_records(ShardIterator=iterator)["Records"]
    return found


def test_the_size_is_that_of_keys_and_images(stack: Stack, tmp_path: Path) -> None:
    table = StreamedTable(stack, tmp_path)
    table.put("four", value=100)
    table.put("four", value=7)
    first, second = read_stream(stack, table.stream_arn)
    # Names and UTF-8 text count their bytes; of numbers, each pair of significant digits is one byte, plus one.
    keys = len("id") + len("four")
    assert first["dynamodb"]["SizeBytes"] == keys + keys + len("value") + 2
    assert second["dynamodb"]["SizeBytes"] == keys + keys + len("value") + 2


def test_the_event_id_has_32_hexadecimal_digits(stack: Stack, tmp_path: Path) -> None:
    table = StreamedTable(stack, tmp_path)
    table.put("a")
    (record,) = read_stream(stack, table.stream_arn)
    assert re.fullmatch(r"[0-9a-f]{32}", record["eventID"])
