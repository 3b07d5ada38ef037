"""Baseline A: the function as tutorials have it. It makes its client for each request."""

import json
import os
import uuid
from datetime import datetime, timezone

import boto3


def handler(event, context):
    body = json.loads(event["body"])
    table = boto3.resource("dynamodb").Table(os.environ["INTEREST_TABLE"])
    event_id = str(uuid.uuid4())
    table.put_item(
        Item={
            "customer_id": body["customer_id"],
            "event_id": event_id,
            "timestamp": datetime.now(timezone.utc).isoformat(),  # noqa: UP017 - as tutorials have it
            "interest": body["interest"],
            "location": body["location"],
        }
    )
    print(json.dumps({"message": "Event stored.", "event_id": event_id}))
    return {
        "statusCode": 202,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"message": "Customer preference recorded.", "event_id": event_id}),
    }
