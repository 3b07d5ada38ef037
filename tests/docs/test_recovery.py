"""What docs/recovery.md tells to do works on the local stack, and says what it shows."""

import json
import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from botocore.exceptions import ClientError

from tests.support import machine
from tests.support.checkout import Checkout
from tests.support.docs.blocks import blocks, under
from tests.support.docs.running import APPLY, on_the_stack_that_is_up, path_with_aws
from tests.support.target import Target
from tests.support.unit.tools.recovery.fakes import key, record, stored
from tools.journey import SAMPLE

DOCUMENT = "docs/recovery.md"
REDRIVE, DRAIN, RECONCILE, REPLAY = "Redrive", "Drain", "Reconcile", "Replay"
CONTACT, PERMISSIONS = "Do not contact", "Permissions"
DELETED, DAMAGED = "A table was deleted", "A table was damaged"

pytestmark = pytest.mark.local_only


def test_no_example_is_left_untested() -> None:
    """The permissions are compared with what the commands call in tests/integration."""
    commands = {(heading, "sh") for heading in (REDRIVE, DRAIN, RECONCILE, REPLAY, CONTACT, DELETED, DAMAGED)}

    assert {(block.heading, block.language) for block in blocks(DOCUMENT)} == {
        *commands,
        (REDRIVE, "text"),
        (PERMISSIONS, "json"),
    }


@pytest.fixture
def poisoned(target: Target) -> Iterator[str]:
    """The key of a failure that no redrive helps."""
    poison = record(1)
    del poison["dynamodb"]["NewImage"]["interest_key"]
    where = {"Bucket": target.outputs["failure_bucket_name"], "Key": key(1)}
    target.client("s3").put_object(**where, Body=stored(poison))
    yield key(1)
    target.client("s3").delete_object(**where)


def test_a_redrive_prints_what_the_document_shows(up: Checkout, poisoned: str) -> None:
    look, redrive = under(DOCUMENT, REDRIVE, "sh")[0].splitlines()
    (shown,) = under(DOCUMENT, REDRIVE, "text")

    looked = up.run(look, expect=2)
    printed = up.run(redrive, expect=2)

    assert poisoned in looked
    assert without_names(shown) <= without_names(printed)


def without_names(text: str) -> set[str]:
    """Return the lines without keys, ids and numbers, which differ from run to run."""
    names = r"aws/lambda/\S+:|(?<=event )\S+|(?<=sequence number )\d+"
    return {re.sub(names, "…", line) for line in text.splitlines()}


def test_a_drain_delivers_dead_letters_to_their_consumer(up: Checkout, target: Target) -> None:
    """Those of other kinds of consumers than the local environment has: tests/integration/test_drain.py."""
    sqs, consumer = target.client("sqs"), target.outputs["consumers"]["consumer"]
    event_id = str(uuid.uuid4())
    attributes = {"location": {"DataType": "String", "StringValue": "cape town"}}
    sqs.send_message(
        QueueUrl=consumer["dead_letter_queue_url"],
        MessageBody=json.dumps({"id": event_id}),
        MessageAttributes=attributes,
    )
    look, drain = under(DOCUMENT, DRAIN, "sh")[0].splitlines()

    assert "about 1 messages would be delivered to consumer" in up.run(look)
    assert "1 messages taken by consumer, 0 stay" in up.run(drain)

    assert target.offers_for(event_id)[event_id] == [{"id": event_id}]
    assert "about 0 messages" in up.run(look)


def test_a_reconcile_settles_what_was_accepted(up: Checkout, target: Target) -> None:
    event_id = target.post(SAMPLE).body["event_id"]
    assert event_id in target.offers_for(event_id)
    look, reconcile, of_a_range = under(DOCUMENT, RECONCILE, "sh")[0].splitlines()

    assert "would be replayed" in up.run(look)
    assert " 0 failed" in up.run(reconcile)
    assert "reconcile: of 0 events" in up.run(of_a_range)


def test_a_replay_sends_the_offers_of_its_range_again(up: Checkout, target: Target) -> None:
    event_id = target.post(SAMPLE).body["event_id"]
    (offer,) = target.offers_for(event_id)[event_id]
    began = target.interest_item(SAMPLE["customer_id"], event_id)["timestamp"]["S"]
    look, replay = (
        re.sub(r"SINCE=\S+ UNTIL=\S+", f"SINCE={began} UNTIL=2999-01-01T00:00:00Z", line)
        for line in under(DOCUMENT, REPLAY, "sh")[0].splitlines()
    )

    assert "would be sent again" in up.run(look)
    up.run(replay)

    assert target.offers_for(event_id)[event_id] == [offer]


def test_a_replay_sends_the_offers_of_its_range_to_one_consumer(up: Checkout, target: Target) -> None:
    event_id = target.post(SAMPLE).body["event_id"]
    (offer,) = target.offers_for(event_id)[event_id]
    began = target.interest_item(SAMPLE["customer_id"], event_id)["timestamp"]["S"]
    look, replay = (
        re.sub(r"SINCE=\S+ UNTIL=\S+", f"SINCE={began} UNTIL=2999-01-01T00:00:00Z", line)
        for line in under(DOCUMENT, REPLAY, "sh")[1].splitlines()
    )

    assert "would be sent to consumer" in up.run(look)
    assert "taken by consumer, 0 withheld, 0 expired, 0 filtered out, 0 failed" in up.run(replay)

    assert target.offers_for(event_id)[event_id] == [offer]


def test_customers_are_taken_off_and_put_on_again(up: Checkout, target: Target) -> None:
    (up.path / "ids.txt").write_text(f"{SAMPLE['customer_id']}\n")
    stop, allow = under(DOCUMENT, CONTACT, "sh")[0].splitlines()
    table = target.environment["CUSTOMERS_TABLE"]
    wish = {"customer_id": {"S": SAMPLE["customer_id"]}, "record": {"S": "do-not-contact"}}

    up.run(stop)
    assert "Item" in target.client("dynamodb").get_item(TableName=table, Key=wish)
    up.run(allow)

    assert "Item" not in target.client("dynamodb").get_item(TableName=table, Key=wish)


@pytest.fixture
def on_the_stack(up: Checkout, figures: machine.Notice) -> Callable[[str], str]:
    """Run the code of a document on the stack that is up, and return what it prints."""
    return lambda code: up.run(on_the_stack_that_is_up(code), PATH=path_with_aws(figures))


def test_a_deleted_table_is_restored_as_it_was(
    on_the_stack: Callable[[str], str], up: Checkout, target: Target
) -> None:
    restore, take_into_the_state = under(DOCUMENT, DELETED, "sh")
    event_id = target.post(SAMPLE).body["event_id"]
    before = target.interest_item(SAMPLE["customer_id"], event_id)
    table = {"TableName": target.environment["INTEREST_TABLE"]}
    assert take_into_the_state.endswith(f"ID={table['TableName']}\n")
    target.client("dynamodb").delete_table(**table)
    with pytest.raises(ClientError, match="TableNotFoundException"):
        target.client("dynamodb").restore_table_to_point_in_time(
            SourceTableName=table["TableName"], TargetTableName="restored", UseLatestRestorableTime=True
        )

    on_the_stack(restore)

    assert target.interest_item(SAMPLE["customer_id"], event_id) == before
    offered = target.post(SAMPLE).body["event_id"]  # by the new stream
    assert target.offers_for(offered)
    assert "No changes." in up.run("make plan")


def test_a_restored_table_that_terraform_lost_is_taken_into_its_state(up: Checkout, target: Target) -> None:
    _, take_into_the_state = under(DOCUMENT, DELETED, "sh")
    address = re.search(r"ADDRESS=(\S+)", take_into_the_state)[1]
    state = up.path / ".local" / "up" / "terraform" / "terraform.tfstate"
    known = json.loads(state.read_text())
    kept = [each for each in known["resources"] if f"{each.get('module')}.{each['type']}.{each['name']}" != address]
    assert len(kept) == len(known["resources"]) - 1
    state.write_text(json.dumps(known | {"resources": kept}))
    assert f"{address} will be created" in up.run("make plan")

    up.run(on_the_stack_that_is_up(take_into_the_state))

    up.run(APPLY)  # what only the state knows, such as a default of the provider
    assert "No changes." in up.run("make plan")


def test_a_damaged_tables_events_are_reconciled_from_its_copy(
    on_the_stack: Callable[[str], str], target: Target
) -> None:
    (code,) = under(DOCUMENT, DAMAGED, "sh")
    event_id = target.post(SAMPLE).body["event_id"]
    assert target.offers_for(event_id)

    assert " 0 failed" in on_the_stack(code)

    table = f"{target.environment['INTEREST_TABLE']}-restored"
    key = {"customer_id": {"S": SAMPLE["customer_id"]}, "event_id": {"S": event_id}}
    assert "Item" in target.client("dynamodb").get_item(TableName=table, Key=key)
    target.client("dynamodb").delete_table(TableName=table)
