"""A request, the event that is stored of it, and its record in the stream."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from shared.interest_event import InterestEvent
from shared.timestamps import iso_milliseconds, utc_now

NOW = datetime(2026, 11, 22, 20, 32, 45, 123456, tzinfo=UTC)
ACCEPTED_AT = iso_milliseconds(max(NOW, utc_now()))
"""Never long ago, whether the code under test has NOW or the clock: an event that is too old is not decided."""
SAMPLE = {"customer_id": "12345", "interest": "organic_food", "location": "Cape Town"}
TRACE_ID = "1-6740a1b2-0123456789abcdef01234567"


def gateway_event(body: str | None, headers: Mapping[str, str] | None = None, **members: Any) -> dict[str, Any]:
    """An event as API Gateway sends it for a POST; ``headers`` stand beside an API key and the JSON media type."""
    return {
        "resource": "/recommend",
        "path": "/recommend",
        "httpMethod": "POST",
        "headers": {"content-type": "application/json", **(headers or {})},
        "requestContext": {"requestId": "gateway-request", "identity": {"apiKeyId": "key-1"}},
        "body": body,
        "isBase64Encoded": False,
        **members,
    }


def sample_event(headers: Mapping[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    return gateway_event(json.dumps({**SAMPLE, **changes}), headers)


def interest_event(**changes: Any) -> InterestEvent:
    return InterestEvent(
        **{
            "customer_id": "12345",
            "event_id": "7f0c2e1a-9d3b-4c55-8a53-0f6f2f1f9a10",
            "timestamp": ACCEPTED_AT,
            "interest": "organic_food",
            "location": "Cape Town",
            "interest_key": "organic_food",
            "location_key": "cape town",
            "trace_header": f"Root={TRACE_ID};Parent=53995c3f42cd8ad8;Sampled=1",
            "expires_at": 1803155565,
            **changes,
        }
    )


def event_id(number: int) -> str:
    return f"7f0c2e1a-9d3b-4c55-8a53-{number:012}"


def stream_record(event: InterestEvent, number: str = "1") -> dict[str, Any]:
    return {
        "eventID": f"stream-{number}",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "ApproximateCreationDateTime": int(NOW.timestamp()),
            "SequenceNumber": number,
            "StreamViewType": "NEW_IMAGE",
            "NewImage": event.to_item(),
        },
    }
