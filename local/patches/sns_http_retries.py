"""Gap: a notification for an HTTP endpoint is tried once.

AWS tries again when the endpoint cannot be reached, or answers 429 or 5xx: three times, 20 seconds apart, unless the
subscription's delivery policy says otherwise. Any other 4xx is final.

Source: Amazon SNS developer guide, "Amazon SNS message delivery retries" and "Creating an HTTP/S delivery policy".

Needed by: module.offer_subscription.aws_sns_topic_subscription.this (HTTPS consumers).
"""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.error import HTTPError

from ministack.services import sns

from local.patches import _sns_delivery

DEFAULTS = {
    "numRetries": 3,
    "numNoDelayRetries": 0,
    "numMinDelayRetries": 0,
    "minDelayTarget": 20,
    "maxDelayTarget": 20,
}
TOO_MANY_REQUESTS = 429


def apply() -> None:
    """Repeat deliveries by the subscription's delivery policy."""
    _sns_delivery.observe()
    sns._http_post_sync = _repeating(sns._http_post_sync)


def delays(policy: dict[str, Any]) -> Iterator[float]:
    """Yield the seconds to wait before each retry of a ``healthyRetryPolicy``, with a linear back-off."""
    rules = {**DEFAULTS, **policy}
    lowest, highest = rules["minDelayTarget"], rules["maxDelayTarget"]
    immediate = rules["numNoDelayRetries"]
    growing = rules["numRetries"] - immediate - rules["numMinDelayRetries"]
    yield from [0.0] * immediate
    yield from [float(lowest)] * rules["numMinDelayRetries"]
    for step in range(growing):
        yield lowest + (highest - lowest) * step / max(growing - 1, 1)


def _repeating(post: Callable[..., int]) -> Callable[..., int]:
    def post_until_it_arrives(*arguments: Any) -> int:
        delivery = _sns_delivery.current.get()
        if delivery is None:
            return post(*arguments)
        policy = json.loads(delivery.setting("DeliveryPolicy") or "{}").get("healthyRetryPolicy") or {}
        for delay in delays(policy):
            try:
                return post(*arguments)
            except HTTPError as error:
                if error.code < 500 and error.code != TOO_MANY_REQUESTS:
                    raise
            except OSError:
                pass  # not reached: try again, and let the last attempt speak
            time.sleep(delay)
        return post(*arguments)

    return post_until_it_arrives
