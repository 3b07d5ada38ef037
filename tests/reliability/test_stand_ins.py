"""What stands in for DynamoDB answers as moto does, request for request."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from tests.support.reliability import world as world_of_fakes
from tests.support.reliability.data import CONTEXTS, KINDS
from tests.support.reliability.dynamodb import INDEXES, KEYS, DynamoDb
from tests.support.reliability.expressions import Item
from tests.support.reliability.faults import Fault
from tests.support.reliability.operators import redrive, settle
from tests.support.reliability.scenarios.steps import ADA, BEN, ask, deliver, rush
from tests.support.reliability.world import World

RESPONSES = ("Attributes", "Item", "Items", "Responses", "UnprocessedKeys", "LastEvaluatedKey")
OPERATIONS = ("put_item", "update_item", "get_item", "batch_get_item", "query")


@pytest.fixture
def moto(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of DynamoDB in memory, with the tables."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        client = boto3.client("dynamodb", region_name="eu-west-1")
        for table, keys in KEYS.items():
            indexes = INDEXES.get(table, {})
            numbers = {order for _, order in indexes.values()}
            names = dict.fromkeys([*keys, *(name for index in indexes.values() for name in index)])
            client.create_table(
                TableName=table,
                BillingMode="PAY_PER_REQUEST",
                AttributeDefinitions=[
                    {"AttributeName": name, "AttributeType": "N" if name in numbers else "S"} for name in names
                ],
                KeySchema=key_schema(keys),
                **({"GlobalSecondaryIndexes": [index(*each) for each in indexes.items()]} if indexes else {}),
            )
        yield client


def key_schema(names: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"), strict=False)]


def index(name: str, keys: tuple[str, str]) -> dict[str, Any]:
    return {"IndexName": name, "KeySchema": key_schema(keys), "Projection": {"ProjectionType": "ALL"}}


def comparable(found: Any) -> Any:
    """Return what an answer or an error tells, without order where DynamoDB invariants none."""
    if isinstance(found, ClientError):
        return found.response["Error"]["Code"], unordered(found.response.get("Item"))
    return {name: unordered(found[name]) for name in RESPONSES if name in found}


def unordered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: unordered(each) for name, each in value.items()}
    return sorted(map(unordered, value), key=repr) if isinstance(value, list) else value


class Both:
    """Answers as the stand-in does, and sends everything to moto as well: ``differences`` are where that differs."""

    def __init__(self, moto: Any, stand_in: DynamoDb) -> None:
        self._moto = moto
        self._stand_in = stand_in
        self.requests: Counter[str] = Counter()
        self.differences: list[Any] = []

    def __getattr__(self, name: str) -> Any:
        return partial(self._compare, name) if name in OPERATIONS else getattr(self._stand_in, name)

    def fill(self, table: str, items: list[Item]) -> None:
        for item in self._stand_in.items(table):
            self._moto.delete_item(TableName=table, Key={name: item[name] for name in KEYS[table]})
        for item in items:
            self._moto.put_item(TableName=table, Item=item)
        self._stand_in.fill(table, items)

    def _compare(self, operation: str, **request: Any) -> Any:
        self.requests[operation] += 1
        responses = []
        for client in (self._moto, self._stand_in):
            try:
                responses.append(getattr(client, operation)(**request))
            except ClientError as error:
                responses.append(error)
        expected, found = responses
        if comparable(expected) != comparable(found):
            self.differences.append((operation, request, comparable(expected), comparable(found)))
        if isinstance(found, ClientError):
            raise found
        return found


def test_dynamodb_responds_to_every_request_of_the_functions_alike(moto: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world_of_fakes, "DynamoDb", lambda *arguments: Both(moto, DynamoDb(*arguments)))
    with World(cap=5) as world:
        for kind in KINDS:
            world.restock(kind)
            for context in CONTEXTS:
                ask(world, context=context, key="canary-key-1")
                ask(world, BEN, context)
            deliver(world)
            world.hand_over(range(4))
            world.switch_campaign("creating")
        for kind in ("denied", "denied", "lost"):  # refused, tried again and refused, and then nobody knows
            ask(world, BEN)
            deliver(world, Fault(kind, "sns"))
        world.wait(25 * 3600, expire=False)
        world.mapping.drain()
        redrive(world)
        world.say_no(ADA)
        rush(world)
        settle(world)
    assert world.dynamodb.differences == []
    assert set(world.dynamodb.requests) == set(OPERATIONS)
