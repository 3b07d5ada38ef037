"""Gap: an API key that is created with an empty value is refused as too short.

AWS makes up a value of 40 characters where the request gives none, or an empty one: clients such as Terraform send the
member always.

Source: Amazon API Gateway API reference, "CreateApiKey", and developer guide, "API keys and usage plans for REST APIs".

Needed by: module.storefront_api.aws_api_gateway_api_key.client (Terraform sends an empty value).
"""

from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1 as gateway


def apply() -> None:
    """Read an empty value as none."""
    gateway._create_api_key = _without_empty_value(gateway._create_api_key)


def _without_empty_value(create: Callable[..., Any]) -> Callable[..., Any]:
    def create_api_key(data: dict[str, Any]) -> Any:
        return create({name: value for name, value in data.items() if name != "value" or value})

    return create_api_key
