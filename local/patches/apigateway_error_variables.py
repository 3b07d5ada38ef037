"""Gap: most ``$context`` variables in the template of a gateway response stay as they are written.

AWS fills in every one, with nothing where it has no value; ``$context.error.validationErrorString`` says how the body
breaks the model of the request, and may repeat values of the body.

Source: Amazon API Gateway developer guide, "Gateway responses for REST APIs in API Gateway" and "Variables for data
transformations for API Gateway".

Needed by: module.storefront_api.aws_api_gateway_model.recommend_request (its refusals are logged).
"""

from collections.abc import Callable
from typing import Any

from ministack.services import apigateway_v1 as gateway

from local.patches import _gateway, _gateway_context
from local.patches._schema_complaints import complaints

UNREADABLE = "[Unknown error parsing request body]"


def apply() -> None:
    """Fill in what ministack leaves, and remember what was wrong with a body."""
    _gateway.observe()
    gateway._json_schema_valid = _remembering(gateway._json_schema_valid)
    gateway._check_request_validation = _noting_unreadable(gateway._check_request_validation)
    gateway._gateway_error_response = _filled_in(gateway._gateway_error_response)


def _remembering(validate: Callable[..., bool]) -> Callable[..., bool]:
    def is_valid(schema: Any, value: Any, root: Any, *rest: Any) -> bool:
        valid = validate(schema, value, root, *rest)
        request = _gateway.current()
        if not valid and schema is root and request is not None:
            request.validation_error = complaints(schema, value)
        return valid

    return is_valid


def _noting_unreadable(check: Callable[..., Any]) -> Callable[..., Any]:
    def check_request(*arguments: Any) -> Any:
        error = check(*arguments)
        request = _gateway.current()
        if request is not None and error is not None and error.response_type == "BAD_REQUEST_BODY":
            request.validation_error = request.validation_error or UNREADABLE
        return error

    return check_request


def _filled_in(render: Callable[..., Any]) -> Callable[..., Any]:
    def gateway_error_response(error: Any, values: dict[str, Any]) -> Any:
        status, headers, body = render(error, values)
        request = _gateway.current()
        if request is None:
            return status, headers, body
        known = {name: "" if value is None else str(value) for name, value in _gateway_context.values(request).items()}
        text = _gateway_context.VARIABLE.sub(lambda found: known.get(found[1] or found[2], ""), body.decode())
        return status, headers, text.encode()

    return gateway_error_response
