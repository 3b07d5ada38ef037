"""The permissions that docs/recovery.md and docs/catalogue.md list are those that the commands need, and no others."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.integration.conftest import Handler
from tests.support.docs.blocks import under
from tests.support.fakes.events import ACCEPTED_AT
from tests.support.integration.cloud import ACCOUNT, INTERESTS, REGION, TOPIC_ARN, Cloud, Queue
from tests.support.integration.operating import operator
from tests.support.unit.tools.catalogue_records import RECORD
from tests.support.unit.tools.recovery.fakes import key, record, stored

RANGE = ("--since", ACCEPTED_AT, "--until", "9999-01-01T00:00:00Z")


def test_the_listed_permissions_are_the_needed_ones(
    recommender: Handler,
    cloud: Cloud,
    queue: Queue,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    operate = operator(recommender, monkeypatch, capsys)
    cloud.dynamodb.put_item(TableName=INTERESTS, Item=record(1)["dynamodb"]["NewImage"])
    operate.store(key(2), stored(record(2)))
    ids = tmp_path / "ids.txt"
    ids.write_text("12345\n")
    consumers = with_dead_letters(queue.sqs)
    monkeypatch.setenv("CONSUMERS", json.dumps(consumers))
    operate.calls.clear()

    for words in (["redrive"], ["reconcile", *RANGE], ["replay", *RANGE], ["do_not_contact", str(ids)]):
        assert operate.run(*words).status == 0
    for name in consumers:
        assert operate.run("replay", *RANGE, "--consumer", name).status == 0
    assert {name: operate.run("drain", name).status for name in consumers} == {"app": 1, "consumer": 0, "legacy": 0}

    assert {(action, re.sub(r"offers-[a-z]+-dlq", "offers-*-dlq", name)) for action, name in operate.calls} == listed(
        "docs/recovery.md"
    )


def test_the_permissions_that_are_listed_for_the_catalogue_are_the_needed_ones(
    recommender: Handler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    operate = operator(recommender, monkeypatch, capsys)
    items, ids = tmp_path / "items.jsonl", tmp_path / "ids.txt"
    items.write_text("".join(json.dumps({**RECORD, "item_id": each}) + "\n" for each in ("tea", "kettle")))
    ids.write_text("kettle\n")

    for words in (["load_catalogue", str(items)], ["delete_items", str(ids)], ["sync_catalogue", str(items)]):
        assert operate.run(*words).status == 0

    assert operate.calls == listed("docs/catalogue.md")


def with_dead_letters(sqs: Any) -> dict[str, dict[str, Any]]:
    """Return a consumer of each kind that needs permissions, with a message that it takes; app has one it does not."""
    endpoints = {
        "app": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:app:live",
        "consumer": f"arn:aws:sqs:{REGION}:{ACCOUNT}:cxe-test-offers-consumer",
        "legacy": f"arn:aws:sqs:{REGION}:{ACCOUNT}:legacy",
    }
    consumers = {}
    for name, endpoint in endpoints.items():
        dead = sqs.create_queue(QueueName=f"cxe-test-offers-{name}-dlq")["QueueUrl"]
        sqs.send_message(QueueUrl=dead, MessageBody="{}")
        consumers[name] = {
            "protocol": endpoint.split(":")[2],
            "endpoint": endpoint,
            "queue_url": None,
            "dead_letter_queue_url": dead,
            "subscription_arn": f"{TOPIC_ARN}:1",
            "raw_message_delivery": endpoint.split(":")[2] == "sqs",
            "filter_policy": {},
        }
    sqs.send_message(QueueUrl=consumers["app"]["dead_letter_queue_url"], MessageBody="no notification")
    sqs.create_queue(QueueName="legacy")
    consumers["consumer"]["queue_url"] = sqs.create_queue(QueueName="cxe-test-offers-consumer")["QueueUrl"]
    return consumers


def listed(document: str) -> set[tuple[str, str]]:
    """Return the actions of a document's policy, each with its resource as it is called here."""
    found = set()
    for statement in json.loads(under(document, "Permissions", "json")[0])["Statement"]:
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        name = re.search(r"CustomerInterest|cxe-prod-[a-z0-9*-]+|legacy|app:live", statement["Resource"])[0]
        found |= {(action, re.sub(r"cxe-prod-([0-9]{12}-)?", "cxe-test-", name)) for action in actions}
    return found
