"""Gap: an API key whose request does not say ``enabled`` can be used.

AWS makes a key that cannot be used, unless it is told that it can. Terraform leaves the member out where it is false:
a suspended client's key would come to life when it is made, and be switched off by the next apply.

Source: Amazon API Gateway API reference, "CreateApiKey"; the acceptance test of Terraform's ``aws_api_gateway_api_key``
makes a disabled key first.

Needed by: module.storefront_api.aws_api_gateway_api_key.client (a suspended client), tests/e2e/test_usage.py.
"""

from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1 as gateway


def apply() -> None:
    """Read a missing ``enabled`` as false."""
    gateway._create_api_key = _disabled_by_default(gateway._create_api_key)


def _disabled_by_default(create: Callable[..., Any]) -> Callable[..., Any]:
    def create_api_key(data: dict[str, Any]) -> Any:
        return create({"enabled": False, **data})

    return create_api_key
