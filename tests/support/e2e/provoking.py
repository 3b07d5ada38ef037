"""Make the deployment emit what it emits only when something fails."""

import json
import time
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.e2e.watched import Metric
from tests.support.tables import KEYS
from tests.support.target import Target

ONE_ATTEMPT = {"retries": {"total_max_attempts": 1}}
BROKEN = '{"_aws": {"CloudWatchMetrics"'
KEY = {"id": {"S": "any"}}
# A request for each operation; a fault that comes before the service does not look at what is in it.
REQUESTS: dict[str, tuple[str, Callable[[str], dict[str, Any]]]] = {
    "BatchGetItem": ("batch_get_item", lambda table: {"RequestItems": {table: {"Keys": [KEY]}}}),
    "BatchWriteItem": ("batch_write_item", lambda table: {"RequestItems": {table: [{"PutRequest": {"Item": KEY}}]}}),
    "DeleteItem": ("delete_item", lambda table: {"TableName": table, "Key": KEY}),
    "GetItem": ("get_item", lambda table: {"TableName": table, "Key": KEY}),
    "PutItem": ("put_item", lambda table: {"TableName": table, "Item": KEY}),
    "Query": ("query", lambda table: {"TableName": table, "KeyConditionExpression": "id = :id"}),
    "Scan": ("scan", lambda table: {"TableName": table}),
    "TransactGetItems": ("transact_get_items", lambda table: _transaction("Get", table, "Key")),
    "TransactWriteItems": ("transact_write_items", lambda table: _transaction("Put", table, "Item")),
    "UpdateItem": ("update_item", lambda table: {"TableName": table, "Key": KEY}),
}
# Metric of a table → an operation that counts in it, where its dimensions name none, and the error
TABLE_ERRORS = {
    "ThrottledRequests": ("", 400, "ThrottlingException"),
    "ReadThrottleEvents": ("GetItem", 400, "ProvisionedThroughputExceededException"),
    "WriteThrottleEvents": ("PutItem", 400, "ProvisionedThroughputExceededException"),
    "ConditionalCheckFailedRequests": ("PutItem", 400, "ConditionalCheckFailedException"),
    "SystemErrors": ("", 500, "InternalServerError"),
}
CAMPAIGN_ERRORS = {
    "GetRecommendations4xxErrors": (400, "ThrottlingException"),
    "GetRecommendations5xxErrors": (500, "InternalServerError"),
}


def _transaction(action: str, table: str, member: str) -> dict[str, Any]:
    return {"TransactItems": [{action: {"TableName": table, member: KEY}}]}


def errors_of_tables(target: Target, metrics: Iterable[Metric]) -> None:
    """Let requests on the tables of ``metrics`` fail, each as its metric counts."""
    client = target.client("dynamodb", **ONE_ATTEMPT)
    for metric in metrics:
        if metric.namespace == "AWS/DynamoDB" and metric.name in TABLE_ERRORS:
            dimensions = dict(metric.dimensions)
            operation, status, code = TABLE_ERRORS[metric.name]
            operation = dimensions.get("Operation", operation)
            if operation not in REQUESTS:
                continue  # there is no such metric: what watches it is wrong
            call, request = REQUESTS[operation]
            with target.fault(service="dynamodb", operation=operation, status=status, code=code):
                _fail(client, call, code, **request(dimensions["TableName"]))


def counted_offers(target: Target) -> None:
    """Update a record of the customers' table, and remove it; the recommender does so to count offers."""
    client, table = target.client("dynamodb"), target.environment["CUSTOMERS_TABLE"]
    key = {name: {"S": f"test-{uuid.uuid4().hex}"} for name in KEYS["customers"]}
    client.update_item(TableName=table, Key=key)
    client.delete_item(TableName=table, Key=key)


def errors_of_campaigns(target: Target, metrics: Iterable[Metric]) -> None:
    """Let requests for recommendations fail, each as its metric counts."""
    client = target.client("personalize-runtime", **ONE_ATTEMPT)
    for metric in metrics:
        if metric.namespace == "AWS/Personalize" and metric.name in CAMPAIGN_ERRORS:
            status, code = CAMPAIGN_ERRORS[metric.name]
            campaign = dict(metric.dimensions)["CampaignArn"]
            with target.fault(service="personalize-runtime", operation="GetRecommendations", status=status, code=code):
                _fail(client, "get_recommendations", code, campaignArn=campaign, userId="any")


def _fail(client: Any, call: str, code: str, **request: Any) -> None:
    with pytest.raises(ClientError, match=code):
        getattr(client, call)(**request)


def errors_of_logs(target: Target, metrics: Iterable[Metric]) -> None:
    """Write to the log groups of ``metrics`` what looks like metrics and is none, in a stream that is removed again."""
    logs, stream = target.client("logs"), f"test-{uuid.uuid4().hex}"
    for group in {dict(metric.dimensions)["LogGroupName"] for metric in metrics if metric.namespace == "AWS/Logs"}:
        logs.create_log_stream(logGroupName=group, logStreamName=stream)
        invalid = {"_aws": {"Timestamp": time.time() * 1000, "CloudWatchMetrics": [{}]}}
        events = [{"timestamp": int(time.time() * 1000), "message": text} for text in (json.dumps(invalid), BROKEN)]
        logs.put_log_events(logGroupName=group, logStreamName=stream, logEvents=events)
        logs.delete_log_stream(logGroupName=group, logStreamName=stream)
