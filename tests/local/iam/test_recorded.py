"""What a stack that enforces IAM keeps of its decisions, and what it asks of roles on its own."""

import json
from pathlib import Path

import pytest

from local.iam.decisions import read
from local.stack import Stack
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.roles import Role, arn
from tests.support.local.patches.streamed_table import FAIL_ON_POISON, StreamedTable
from tests.support.local.patches.topics import create_queue

pytestmark = pytest.mark.iam

READS_STREAM = {
    "Effect": "Allow",
    "Action": [
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
    ],
    "Resource": "*",
}


def test_nothing_is_kept_of_the_accounts_root(stack: Stack) -> None:
    url, queue = create_queue(stack, None)
    stack.client("sqs").send_message(QueueUrl=url, MessageBody="hello")
    role = Role(stack)
    role.may("sqs:SendMessage")
    role.client("sqs").send_message(QueueUrl=url, MessageBody="hello")
    assert [each.principal for each in read(stack.decisions_path) if each.resource == queue] == [role.arn]


def test_a_role_is_named_with_its_path_and_not_by_its_session(stack: Stack) -> None:
    role = Role(stack, path="/service/")
    role.may("sqs:ListQueues")
    role.client("sqs").list_queues()
    assert role.arn.endswith(f":role/service/{role.name}")
    (decision,) = role.decisions("sqs:ListQueues")
    assert (decision.identity, decision.by_resource, decision.allowed) == ("Allow", None, True)


def test_a_repeated_call_is_kept_once(stack: Stack) -> None:
    role = Role(stack)
    role.may("sqs:ListQueues")
    for _ in range(3):
        role.client("sqs").list_queues()
    assert len(role.decisions("sqs:ListQueues")) == 1


def test_a_stack_that_does_not_enforce_lets_a_role_do_everything(shared_stack: Stack) -> None:
    role = Role(shared_stack)
    role.client("sqs").list_queues()
    assert not shared_stack.decisions_path.exists()


@pytest.mark.parametrize("lacking", ["s3:ListBucket", "s3:PutObject"])
def test_a_failure_bucket_takes_records_from_a_role_that_may_both_list_and_put(
    stack: Stack, tmp_path: Path, lacking: str
) -> None:
    bucket, s3, role = unique("bucket"), stack.client("s3"), Role(stack)
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": stack.region})
    table = StreamedTable(stack, tmp_path, FAIL_ON_POISON, Role=role.arn)
    grants = {"s3:ListBucket": f"arn:aws:s3:::{bucket}", "s3:PutObject": f"arn:aws:s3:::{bucket}/*"}
    allowed = [{"Effect": "Allow", "Action": action, "Resource": on} for action, on in grants.items()]
    role.has(READS_STREAM, *(each for each in allowed if each["Action"] != lacking))
    table.map(MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": f"arn:aws:s3:::{bucket}"}})

    table.put("poison")
    eventually(lambda: [each.allowed for each in role.decisions(lacking)], lambda seen: seen == [False])
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0

    role.has(READS_STREAM, *allowed)
    table.put("poison", value=1)
    (kept,) = eventually(lambda: s3.list_objects_v2(Bucket=bucket).get("Contents", []), bool)
    record = json.loads(s3.get_object(Bucket=bucket, Key=kept["Key"])["Body"].read())
    assert record["requestContext"]["functionArn"] == arn(stack, "lambda", f"function:{table.function}")
