"""Outages of a deployment: each is caused when its block begins, and is over when it ends."""

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any

from shared.failure_keys import PREFIX
from tests.support import denials
from tests.support.target import Target, eventually
from tools.journey import SAMPLE


@contextmanager
def cannot_start(target: Target, function: str) -> Iterator[None]:
    """A version without its settings goes live. Only the alias is led back: the next apply mends the rest."""
    client, name = target.client("lambda"), target.environment[function]
    before = client.get_function_configuration(FunctionName=name)["Environment"]
    good = client.get_alias(FunctionName=name, Name="live")["FunctionVersion"]
    client.update_function_configuration(FunctionName=name, Environment={"Variables": {}})
    client.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
    bad = client.publish_version(FunctionName=name)["Version"]
    client.update_alias(FunctionName=name, Name="live", FunctionVersion=bad)
    try:
        yield
    finally:
        client.update_alias(FunctionName=name, Name="live", FunctionVersion=good)
        client.update_function_configuration(FunctionName=name, Environment=before)
        client.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
        client.delete_function(FunctionName=name, Qualifier=bad)


@contextmanager
def may_not_run(target: Target, function: str) -> Iterator[None]:
    """Its reserved concurrency is 0."""
    client, name = target.client("lambda"), target.environment[function]
    before = client.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
    client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    try:
        yield
    finally:
        if before is None:
            client.delete_function_concurrency(FunctionName=name)
        else:
            client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=before)


@contextmanager
def deliveries_refused(target: Target) -> Iterator[None]:
    """The consumer's queue lets SNS in no more: what is published goes to its dead-letter queue, emptied at the end."""
    denials.expect_denials("sns.amazonaws.com", "sqs:SendMessage")
    sqs, queue = target.client("sqs"), target.environment["OFFERS_QUEUE_URL_CONSUMER"]
    policy = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])["Attributes"]["Policy"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": ""})
    try:
        yield
    finally:
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
        sqs.purge_queue(QueueUrl=target.environment["DEAD_LETTER_QUEUE_URL_CONSUMER"])


@contextmanager
def item_is_unreadable(target: Target) -> Iterator[None]:
    """Another program gave the item that the event gets first a price that is no number."""
    client, table = target.client("dynamodb"), target.environment["CATALOGUE_TABLE"]
    first = json.loads(published(target)["offer"]["S"])["data"]["offers"][0]["item_id"]
    item = client.get_item(TableName=table, Key={"item_id": {"S": first}})["Item"]
    client.put_item(TableName=table, Item={**item, "price": {"S": "much"}})
    try:
        yield
    finally:
        client.put_item(TableName=table, Item=item)


@contextmanager
def failure_waiting(target: Target) -> Iterator[None]:
    """An object lies in the failure bucket, into which the watch looks as often as minutes of alarms pass.

    By itself it looks each minute of the clock, whatever the pace.
    """
    s3, bucket = target.client("s3"), target.environment["FAILURE_BUCKET"]
    key = f"{PREFIX}{target.environment['RECOMMENDER_FUNCTION']}/test/{uuid.uuid4()}"
    ended, function = threading.Event(), target.environment["WATCH_FUNCTION"]

    def look() -> None:
        while not ended.wait(0.5):
            assert "FunctionError" not in target.client("lambda").invoke(FunctionName=function, Qualifier="live")

    s3.put_object(Bucket=bucket, Key=key, Body=b"{}")
    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(look)
        try:
            yield
        finally:
            s3.delete_object(Bucket=bucket, Key=key)
            ended.set()
            looking.result()


def published(target: Target) -> dict[str, Any]:
    """Return what the offers table holds of an event that is accepted now, once its offer is published.

    What waited before it on the stream had its turn by then.
    """
    event_id = target.post_until_accepted(SAMPLE).body["event_id"]
    client, key = target.client("dynamodb"), {"event_id": {"S": event_id}}
    item: dict[str, Any] = eventually(
        lambda: client.get_item(TableName=target.environment["OFFERS_TABLE"], Key=key).get("Item", {}),
        lambda found: "published_at" in found,
        "the recommender has caught up",
    )
    return item


@contextmanager
def campaign_is_gone(target: Target) -> Iterator[None]:
    """Personalize knows nothing of the campaign that the recommender asks."""
    with target.fault(service="personalize-runtime", status=404, code="ResourceNotFoundException"):
        yield


@contextmanager
def topic_refuses(target: Target) -> Iterator[None]:
    """SNS answers each offer with an error of its own."""
    with target.fault(service="sns", operation="Publish", status=500, code="InternalErrorException"):
        yield


@contextmanager
def a_fifth_of_writes_fails(target: Target) -> Iterator[None]:
    """DynamoDB refuses one interest in five, by chance, for a reason that no SDK tries again."""
    table = target.environment["INTEREST_TABLE"]
    refused = {"service": "dynamodb", "operation": "PutItem", "resource": table, "code": "AccessDeniedException"}
    with target.fault(**refused, status=400, probability=0.2):
        yield


CAUSES: dict[str, Callable[[Target], AbstractContextManager[None]]] = {
    "the recommender may not run": partial(may_not_run, function="RECOMMENDER_FUNCTION"),
    "the recommender cannot start": partial(cannot_start, function="RECOMMENDER_FUNCTION"),
    "the topic refuses offers": topic_refuses,
    "the consumer's queue refuses offers": deliveries_refused,
    "the campaign is gone": campaign_is_gone,
    "an item cannot be read": item_is_unreadable,
    "a failed record waits in the bucket": failure_waiting,
    "a fifth of the writes fail": a_fifth_of_writes_fails,
    "ingest may not run": partial(may_not_run, function="INGEST_FUNCTION"),
    "ingest cannot start": partial(cannot_start, function="INGEST_FUNCTION"),
}
"""How each of :data:`~tests.support.fault_matrix.OUTAGES` is caused."""
