"""What the measured functions are invoked with: the same for this project's and for the baselines."""

import json
from datetime import UTC, datetime
from typing import Any

CATALOGUE_SIZE = 200
BATCH = 100
REGION, ACCOUNT = "eu-west-1", "000000000000"
CAMPAIGN = f"arn:aws:personalize:{REGION}:{ACCOUNT}:campaign/offers"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:offers"
TRACE = "Root=1-6740a1b2-0123456789abcdef01234567;Parent=53995c3f42cd8ad8;Sampled="
_HEADERS = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip, deflate, br",
    "Content-Type": "application/json",
    "Host": "0123456789.execute-api.eu-west-1.amazonaws.com",
    "Origin": "https://shop.example.com",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36",
    "X-Amzn-Trace-Id": "Root=1-6740a1b2-0123456789abcdef01234567",
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "https",
    "x-api-key": "0123456789012345678901234567890123456789",
}


def post() -> dict[str, Any]:
    """Return API Gateway's event for a POST, as the REST API sends it."""
    body = {"customer_id": "12345", "interest": "organic_food", "location": "Cape Town"}
    return {
        "resource": "/recommend",
        "path": "/recommend",
        "httpMethod": "POST",
        "headers": _HEADERS,
        "multiValueHeaders": {name: [value] for name, value in _HEADERS.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "resourceId": "abc123",
            "resourcePath": "/recommend",
            "httpMethod": "POST",
            "extendedRequestId": "BcDeFgHiJkLmNoP=",
            "requestTime": "22/Nov/2026:20:32:45 +0000",
            "requestTimeEpoch": 1795379565000,
            "path": "/live/recommend",
            "accountId": ACCOUNT,
            "protocol": "HTTP/1.1",
            "stage": "live",
            "domainPrefix": "0123456789",
            "domainName": _HEADERS["Host"],
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "apiId": "0123456789",
            "identity": {
                "apiKey": _HEADERS["x-api-key"],
                "apiKeyId": "k1e2y3i4d5",
                "sourceIp": "203.0.113.7",
                "userAgent": _HEADERS["User-Agent"],
            },
        },
        "body": json.dumps(body),
        "isBase64Encoded": False,
    }


def batch(size: int, *, sampled: bool) -> dict[str, Any]:
    """Return a batch of ``size`` records of the interest table's stream, each of another customer."""
    return {"Records": [_record(number, sampled=sampled) for number in range(1, size + 1)]}


def _record(number: int, *, sampled: bool) -> dict[str, Any]:
    now = datetime.now(UTC)
    event_id = f"7f0c2e1a-9d3b-4c55-8a53-{number:012}"
    texts = {
        "customer_id": f"customer-{number}",
        "event_id": event_id,
        "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "interest": "organic_food",
        "location": "Cape Town",
        "interest_key": "organic_food",
        "location_key": "cape town",
        "trace_header": f"{TRACE}{int(sampled)}",
    }
    image: dict[str, dict[str, str]] = {name: {"S": text} for name, text in texts.items()}
    return {
        "eventID": f"{number:032x}",
        "eventName": "INSERT",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": REGION,
        "dynamodb": {
            "ApproximateCreationDateTime": int(now.timestamp()),
            "Keys": {"customer_id": image["customer_id"], "event_id": image["event_id"]},
            "NewImage": {**image, "expires_at": {"N": str(int(now.timestamp()) + 30 * 86_400)}},
            "SequenceNumber": f"{number:021}",
            "SizeBytes": 420,
            "StreamViewType": "NEW_IMAGE",
        },
        "eventSourceARN": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/interests/stream/2026-11-22T20:00:00.000",
    }


def events() -> dict[str, dict[str, Any]]:
    """Return the events by the names that a measurement uses."""
    return {
        "post": post(),
        **{
            f"{size}-{'sampled' if sampled else 'unsampled'}": batch(size, sampled=sampled)
            for size in (1, BATCH)
            for sampled in (True, False)
        },
    }
