"""Gap: a throttling limit of -1 in a stage's method settings refuses every request.

On AWS -1 switches the limit of the stage's methods off; those of the account and of usage plans remain. Terraform sends
it for method settings that say nothing of throttling.

Source: Terraform AWS provider, ``aws_api_gateway_method_settings`` (``throttling_rate_limit``); Amazon API Gateway
developer guide, "Throttle requests to your REST APIs for better throughput in API Gateway".

Needed by: nothing at present.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1 as gateway


def apply() -> None:
    """Let a negative limit be none."""
    gateway._take_token = _without_negative_limits(gateway._take_token)


def _without_negative_limits(take: Callable[..., bool]) -> Callable[..., bool]:
    def take_token(slot: tuple[str, ...], limits: dict[str, Any]) -> bool:
        if any(limit is not None and limit < 0 for limit in (limits.get("rateLimit"), limits.get("burstLimit"))):
            return True
        return take(slot, limits)

    return take_token
