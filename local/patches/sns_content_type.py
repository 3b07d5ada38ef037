"""Gap: HTTP(S) endpoints get text/plain, whatever the delivery policy says, and do not hear what a message is of.

AWS sends the content type that ``requestPolicy.headerContentType`` of the subscription's delivery policy names, and
refuses one that it does not know: ``application/cloudevents+json`` is none of them. Notifications have the topic and
the subscription in their headers, and where delivery is raw a header says so. Confirmations stay as they are.

Source: Amazon SNS developer guide, "Creating an HTTP/S delivery policy", "HTTP/HTTPS headers" and "Amazon SNS raw
message delivery".

Needed by: module.offer_subscription.aws_sns_topic_subscription.this (HTTPS consumers).
"""

import base64
import json
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any

from ministack.services import sns

from local.patches import _sns_attributes, _sns_delivery
from local.patches._sns_attributes import Attributes
from local.patches._sns_delivery import Delivery

DEFAULT = "text/plain; charset=UTF-8"
TYPES = frozenset(
    {
        "application/atom+xml",
        "application/json",
        "application/octet-stream",
        "application/soap+xml",
        "application/x-www-form-urlencoded",
        "application/xhtml+xml",
        "application/xml",
        "text/css",
        "text/csv",
        "text/html",
        "text/plain",
        "text/xml",
    }
)
"""What AWS takes with raw delivery; without, and for a topic, it is JSON and plain text alone."""

_SECONDS = 15.0


def apply() -> None:
    """Send the headers that AWS sends."""
    _sns_delivery.observe()
    _sns_attributes.judge("DeliveryPolicy", _verdict)
    sns._http_post_sync = _with_headers(sns._http_post_sync)


def _verdict(policy: str, _attributes: Attributes, _topic: dict[str, Any]) -> str | None:
    try:
        kind = _content_type(policy)
    except (AttributeError, ValueError):
        return "failed to parse JSON."
    return None if kind.partition(";")[0].strip().lower() in TYPES else "requestPolicy.headerContentType is invalid"


def _content_type(policy: str) -> str:
    return str((json.loads(policy or "{}").get("requestPolicy") or {}).get("headerContentType") or DEFAULT)


def _with_headers(post: Callable[..., int]) -> Callable[..., int]:
    def post_with_headers(endpoint: str, payload: str, kind: str) -> int:
        delivery = _sns_delivery.current.get()
        if delivery is None:  # a confirmation
            return post(endpoint, payload, kind)
        address, credentials = _without_credentials(endpoint)
        request = urllib.request.Request(
            address, payload.encode(), {**_headers(delivery, kind), **credentials}, method="POST"
        )
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:
            return int(response.status)

    return post_with_headers


def _headers(delivery: Delivery, kind: str) -> dict[str, str]:
    return {
        "Content-Type": _content_type(delivery.setting("DeliveryPolicy")),
        "User-Agent": "Amazon Simple Notification Service Agent",
        "x-amz-sns-message-type": kind,
        "x-amz-sns-topic-arn": delivery.topic_arn,
        "x-amz-sns-subscription-arn": str(delivery.subscription["arn"]),
        **({"x-amz-sns-rawdelivery": "true"} if delivery.raw else {}),
    }


def _without_credentials(endpoint: str) -> tuple[str, dict[str, str]]:
    """Return an endpoint's address, and the header that says who calls where it holds a user and password."""
    parts = urllib.parse.urlsplit(endpoint)
    who, at, host = parts.netloc.rpartition("@")
    if not at:
        return endpoint, {}
    token = base64.b64encode(urllib.parse.unquote(who).encode()).decode()
    return parts._replace(netloc=host).geturl(), {"Authorization": f"Basic {token}"}
