"""Gap: a slow function keeps the client waiting for as long as it likes.

AWS stops waiting after the integration's ``timeoutInMillis`` (29 seconds by default) and answers 504 through the
gateway response INTEGRATION_TIMEOUT. The function goes on.

Source: Amazon API Gateway developer guide, "Gateway response types for API Gateway" and "Quotas for configuring and
running a REST API in API Gateway".

Needed by: nothing at present.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1 as gateway

from local.patches import _gateway

DEFAULT_MILLISECONDS = 29_000


def apply() -> None:
    """Limit how long functions may take to answer."""
    for name in _gateway.LAMBDA_INTEGRATIONS:
        setattr(gateway, name, _limited(getattr(gateway, name)))


def _limited(invoke: Callable[..., Any]) -> Callable[..., Any]:
    async def invoke_for_a_while(integration: dict[str, Any], *arguments: Any, **options: Any) -> Any:
        seconds = int(integration.get("timeoutInMillis") or DEFAULT_MILLISECONDS) / 1000
        call = asyncio.ensure_future(invoke(integration, *arguments, **options))
        await asyncio.wait({call}, timeout=seconds)
        if call.done():
            return call.result()
        call.add_done_callback(asyncio.Future.exception)  # nobody waits for the outcome any more
        return gateway._gw_error("INTEGRATION_TIMEOUT", "Endpoint request timed out")

    return invoke_for_a_while
