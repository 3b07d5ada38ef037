"""Gap: an update stores every value as the string it was sent as, at the path as it was written.

Patch operations carry strings only. AWS gives each the type of the member it changes, so that a client reads back a
number or a boolean; reads paths as JSON pointers (``~1`` is a slash); and adds to or removes from lists, among them the
stages of a usage plan, which a path or value names as ``api:stage``. A client with typed responses (Terraform) fails or
sees a difference for ever otherwise.

Source: Amazon API Gateway API reference, "Patch operations reference"; member types: botocore's service model.

Needed by: module.storefront_api.aws_api_gateway_usage_plan.client (changed in place).
"""

import functools
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape
from ministack.services import apigateway_v1 as gateway

UPDATES = {
    "_update_api_key": "ApiKey",
    "_update_authorizer": "Authorizer",
    "_update_integration": "Integration",
    "_update_method": "Method",
    "_update_model": "Model",
    "_update_request_validator": "RequestValidator",
    "_update_rest_api": "RestApi",
    "_update_stage": "Stage",
    "_update_usage_plan": "UsagePlan",
}

_updated: ContextVar[str | None] = ContextVar("updated_shape", default=None)


def apply() -> None:
    """Apply patch operations by the model of what they change."""
    for name, shape in UPDATES.items():
        setattr(gateway, name, _of_shape(shape, getattr(gateway, name)))
    gateway._apply_patch = _patching(gateway._apply_patch)


@functools.cache
def _model() -> ServiceModel:
    return ServiceModel(Loader().load_service_model("apigateway", "service-2"), "apigateway")


def _of_shape(shape: str, update: Callable[..., Any]) -> Callable[..., Any]:
    def updating(*arguments: Any) -> Any:
        token = _updated.set(shape)
        try:
            return update(*arguments)
        finally:
            _updated.reset(token)

    return updating


def _patching(untyped: Callable[..., Any]) -> Callable[..., Any]:
    def apply_patch(target: dict[str, Any], operations: list[dict[str, Any]]) -> Any:
        name = _updated.get()
        if name is None:
            return untyped(target, operations)
        for operation in operations:
            tokens = [token.replace("~1", "/").replace("~0", "~") for token in operation["path"].split("/")[1:]]
            change(_model().shape_for(name), target, tokens, operation.get("op", "replace"), operation.get("value"))
        return target

    return apply_patch


def change(shape: Shape, target: Any, tokens: list[str], operation: str, value: str | None) -> None:
    """Carry out one operation, ``add``, ``replace`` or ``remove``, on the member of ``target`` at ``tokens``."""
    if shape.type_name == "list":
        _change_list(shape, target, tokens, operation, value)
        return
    if shape.type_name == "map":
        member = shape.value
        # A method's throttle is named by two tokens, its path and its verb, and stored under both.
        names = [tokens[-1]] if getattr(member, "members", {}).get(tokens[-1]) else []
        token, rest = "/".join(tokens[: len(tokens) - len(names)]), names
    else:
        token, rest = tokens[0], tokens[1:]
        member = shape.members.get(token)
    if rest:
        if target.get(token) is None:
            target[token] = [] if member is not None and member.type_name == "list" else {}
        change(member, target[token], rest, operation, value)
    elif member is not None and member.type_name == "list" and value is not None:
        if target.get(token) is None:
            target[token] = []
        _change_list(member, target[token], [value], operation, value)
    elif operation == "remove" or value is None:
        target.pop(token, None)
    else:
        target[token] = typed(member, value)


def _change_list(shape: Shape, target: list[Any], tokens: list[str], operation: str, value: str | None) -> None:
    """Change a list, whose entries are named by themselves: ``EDGE``, or ``api:stage`` for a usage plan's stage."""
    entry = _entry(shape.member, tokens[0])
    if len(tokens) > 1:
        position = next(index for index, known in enumerate(target) if entry.items() <= known.items())
        change(shape.member, target[position], tokens[1:], operation, value)
        return
    kept = [
        known for known in target if not (entry.items() <= known.items() if isinstance(entry, dict) else known == entry)
    ]
    if operation != "remove":
        kept.append(_entry(shape.member, value if operation == "replace" and value else tokens[0]))
    target[:] = kept


def _entry(shape: Shape, name: str) -> Any:
    if shape.type_name != "structure":
        return name
    api, _, stage = name.partition(":")
    return {"apiId": api, "stage": stage}


def typed(shape: Shape | None, value: str) -> Any:
    """Return ``value`` as the type of ``shape``; a string where the model does not say."""
    match shape.type_name if shape is not None else "string":
        case "integer" | "long":
            return int(value)
        case "float" | "double":
            return float(value)
        case "boolean":
            return str(value).lower() == "true"  # the emulator has made a boolean of some by now
        case _:
            return value
