"""A mapping reads its stream as the function's role."""

from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.roles import Role, refusal
from tests.support.local.patches.streamed_table import StreamedTable

pytestmark = [pytest.mark.patch("stream_reader_role"), pytest.mark.iam]

READS = ("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator")
LISTS = "dynamodb:ListStreams"
DENIED = "PROBLEM: Cannot access stream. Please ensure the role can perform the required actions on the stream."


def allow(role: Role, stream: str, *, but: str = "") -> None:
    """Let the role read the stream, but for one action."""
    reads = [action for action in READS if action != but]
    lists = [{"Effect": "Allow", "Action": LISTS, "Resource": "*"}] if but != LISTS else []
    role.has({"Effect": "Allow", "Action": reads, "Resource": stream}, *lists)


@pytest.mark.parametrize("action", [*READS, LISTS])
def test_no_mapping_is_made_for_a_role_that_may_not_read(stack: Stack, tmp_path: Path, action: str) -> None:
    role = Role(stack)
    table = StreamedTable(stack, tmp_path, Role=role.arn)
    allow(role, table.stream_arn, but=action)
    with pytest.raises(ClientError) as error:
        table.map()
    status, code, message = refusal(error.value)
    assert (status, code) == (400, "InvalidParameterValueException")
    assert message.startswith(f"Cannot access stream {table.stream_arn}. Please ensure the role can perform the")
    assert [decision.allowed for decision in role.decisions(action)] == [False]

    allow(role, table.stream_arn)
    table.map()


@pytest.mark.parametrize("action", [*READS, LISTS])
def test_records_wait_while_the_role_may_not_read_and_come_once_it_may(
    stack: Stack, tmp_path: Path, patience: float, action: str
) -> None:
    role = Role(stack)
    table = StreamedTable(stack, tmp_path, Role=role.arn)
    allow(role, table.stream_arn)
    table.map()
    table.put("a")
    eventually(table.keys, lambda keys: keys == [["a"]])

    allow(role, table.stream_arn, but=action)
    table.put("b")
    mapping = eventually(
        lambda: table.client.get_event_source_mapping(UUID=table.mapping),
        lambda found: found["LastProcessingResult"] == DENIED,
        patience,
    )
    assert mapping["State"] == "Enabled"
    assert table.keys() == [["a"]]

    allow(role, table.stream_arn)
    eventually(table.keys, lambda keys: keys == [["a"], ["b"]], patience)
    assert {decision.allowed for decision in role.decisions(action)} == {False, True}


def test_the_right_to_read_another_stream_is_none(stack: Stack, tmp_path: Path) -> None:
    role = Role(stack)
    table = StreamedTable(stack, tmp_path, Role=role.arn)
    allow(role, f"{table.stream_arn}-another")
    with pytest.raises(ClientError, match="Cannot access stream"):
        table.map()
