"""Tables publish metrics, also of requests that a fault rule answers."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.stack import Stack
from tests.support.local.faults import failing
from tests.support.local.patches.metrics import statistics, unique

pytestmark = pytest.mark.patch("dynamodb_metrics")

ITEM = {"id": {"S": "1"}}


def new_table(stack: Stack) -> str:
    name = unique("table")
    stack.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return name


def counted(stack: Stack, metric: str, **dimensions: str) -> dict[str, Any]:
    return statistics(stack, "AWS/DynamoDB", metric, dimensions)


def refused(call: Callable[..., Any], **arguments: Any) -> None:
    with pytest.raises(ClientError):
        call(**arguments)


def test_what_succeeds_has_a_latency_by_table_and_operation(stack: Stack) -> None:
    table, dynamodb = new_table(stack), stack.client("dynamodb")
    dynamodb.put_item(TableName=table, Item=ITEM)
    dynamodb.get_item(TableName=table, Key=ITEM)
    dynamodb.get_item(TableName=table, Key=ITEM)
    found = counted(stack, "SuccessfulRequestLatency", TableName=table, Operation="GetItem")
    assert (found["SampleCount"], found["Unit"]) == (2, "Milliseconds")
    assert 0 < found["Maximum"] < 5000
    assert counted(stack, "SuccessfulRequestLatency", TableName=table, Operation="PutItem")["SampleCount"] == 1
    assert counted(stack, "ThrottledRequests", TableName=table, Operation="GetItem") == {}


def test_a_request_on_several_tables_counts_for_each(stack: Stack) -> None:
    tables, dynamodb = [new_table(stack), new_table(stack)], stack.client("dynamodb")
    dynamodb.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": ITEM}}] for table in tables})
    dynamodb.transact_write_items(TransactItems=[{"Put": {"TableName": table, "Item": ITEM}} for table in tables])
    for table in tables:
        for operation in ("BatchWriteItem", "TransactWriteItems"):
            assert counted(stack, "SuccessfulRequestLatency", TableName=table, Operation=operation)["SampleCount"] == 1


@pytest.mark.parametrize(
    ("operation", "arguments", "event"),
    [("PutItem", {"Item": ITEM}, "WriteThrottleEvents"), ("GetItem", {"Key": ITEM}, "ReadThrottleEvents")],
)
@pytest.mark.parametrize("code", ["ProvisionedThroughputExceededException", "ThrottlingException"])
def test_a_throttled_request_counts_by_operation_and_by_table(
    stack: Stack, operation: str, arguments: dict[str, Any], event: str, code: str
) -> None:
    table, dynamodb = new_table(stack), stack.client("dynamodb")
    call = {"PutItem": dynamodb.put_item, "GetItem": dynamodb.get_item}[operation]
    with failing(stack, service="dynamodb", resource=table, operation=operation, status=400, code=code):
        refused(call, TableName=table, **arguments)
    assert counted(stack, "ThrottledRequests", TableName=table, Operation=operation)["Sum"] == 1
    assert counted(stack, event, TableName=table)["Sum"] == 1
    assert counted(stack, "SuccessfulRequestLatency", TableName=table, Operation=operation) == {}


def test_an_error_of_the_service_counts_by_operation(stack: Stack) -> None:
    table, dynamodb = new_table(stack), stack.client("dynamodb")
    with failing(stack, service="dynamodb", resource=table, status=500, code="InternalServerError"):
        refused(dynamodb.scan, TableName=table)
    assert counted(stack, "SystemErrors", TableName=table, Operation="Scan")["Sum"] == 1


def test_a_condition_that_does_not_hold_is_no_user_error(stack: Stack) -> None:
    table, dynamodb = new_table(stack), stack.client("dynamodb")
    before = counted(stack, "UserErrors").get("Sum", 0)
    refused(dynamodb.put_item, TableName=table, Item=ITEM, ConditionExpression="attribute_exists(id)")
    assert counted(stack, "ConditionalCheckFailedRequests", TableName=table)["Sum"] == 1
    assert counted(stack, "UserErrors").get("Sum", 0) == before
    refused(dynamodb.put_item, TableName=table, Item={})
    assert counted(stack, "UserErrors")["Sum"] == before + 1
