"""Baseline D, the floor: one client of botocore's and one write. No check, no log, no metric, no trace."""

import json
import os
import uuid
from datetime import UTC, datetime, timedelta

import botocore.session

client = botocore.session.Session().create_client("dynamodb")


def handler(event, context):
    body = json.loads(event["body"])
    event_id, now = str(uuid.uuid4()), datetime.now(UTC)
    client.put_item(
        TableName=os.environ["INTEREST_TABLE"],
        Item={
            "customer_id": {"S": body["customer_id"]},
            "event_id": {"S": event_id},
            "timestamp": {"S": now.isoformat()},
            "interest": {"S": body["interest"]},
            "location": {"S": body["location"]},
            "expires_at": {"N": str(int((now + timedelta(days=30)).timestamp()))},
        },
        ConditionExpression="attribute_not_exists(event_id)",
    )
    return {
        "statusCode": 202,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"message": "Customer preference recorded.", "event_id": event_id}),
    }
