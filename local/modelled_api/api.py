"""Serve the operations of one botocore service model over its JSON wire protocol."""

import asyncio
import functools
import json
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from local.modelled_api.validation import violations

Operation = Callable[[dict[str, Any]], dict[str, Any]]
Response = tuple[int, dict[str, str], bytes]

MAX_BODY_BYTES = 4 * 1024 * 1024


class ApiError(Exception):
    """An error of the service's model, or ``NotImplemented`` for what the stand-in does not do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class ModelledApi:
    """Routes requests to operations and speaks the protocol of the model, rest-json or json 1.1.

    ``service``: botocore's name of the service. ``operations``: operation name → function from request to response,
    both plain JSON with timestamps as epoch seconds; functions run in a worker thread and may raise
    :class:`ApiError`. ``invalid_request``: the error code for requests that break the model.
    """

    def __init__(self, service: str, operations: Mapping[str, Operation], invalid_request: str) -> None:
        self.service = service
        self._operations = operations
        self._invalid_request = invalid_request

    @functools.cached_property
    def model(self) -> Any:
        """The ``botocore.model.ServiceModel``; read on first use, because it costs some 20 ms."""
        from botocore.loaders import Loader
        from botocore.model import ServiceModel

        return ServiceModel(Loader().load_service_model(self.service, "service-2"), self.service)

    @functools.cached_property
    def _operation_by_route(self) -> dict[tuple[str, str], str]:
        operations = map(self.model.operation_model, self.model.operation_names)
        return {(model.http["method"], model.http["requestUri"]): model.name for model in operations}

    @property
    def emulated(self) -> frozenset[str]:
        """The names of the operations that are emulated."""
        return frozenset(self._operations)

    def operation_name(self, method: str, path: str, headers: Mapping[str, str]) -> str | None:
        """Return the name of the operation that a request addresses, or ``None`` when the model has no such."""
        if self.model.metadata["protocol"] == "json":
            prefix, _, name = headers.get("x-amz-target", "").partition(".")
            known = prefix == self.model.metadata["targetPrefix"] and name in self.model.operation_names
            return name if known else None
        return self._operation_by_route.get((method, path))

    async def handle_request(
        self, method: str, path: str, headers: dict[str, str], body: bytes, _query_params: dict[str, list[str]]
    ) -> Response:
        """Return the response to one HTTP request. Header names are in lower case. The emulator fixes the signature."""
        return await asyncio.to_thread(self._handle, method, path, headers, body)

    def _handle(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Response:
        name = self.operation_name(method, path, headers)
        try:
            if name is None:
                raise ApiError("UnknownOperationException", f"{self.service} has no such operation.")
            if name not in self._operations:
                raise ApiError("NotImplemented", f"The local stack does not emulate {self.service} {name}.")
            return self._respond(200, self._operations[name](self._parse(name, body)))
        except ApiError as error:
            return self._respond_with_error(error)

    def _parse(self, name: str, body: bytes) -> dict[str, Any]:
        shape = self.model.operation_model(name).input_shape
        if len(body) > MAX_BODY_BYTES:
            raise ApiError(self._invalid_request, "The request is too large.")
        try:
            request = json.loads(body or b"{}", parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise ApiError("SerializationException", "The request is not JSON.") from None
        found = list(violations(shape, request))
        if found:
            detected = "1 validation error" if len(found) == 1 else f"{len(found)} validation errors"
            raise ApiError(self._invalid_request, f"{detected} detected: {'; '.join(found)}")
        return {member: value for member, value in request.items() if member in shape.members and value is not None}

    def _respond(self, status: int, content: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
        version = self.model.metadata.get("jsonVersion")
        media_type = "application/json" if self.model.metadata["protocol"] == "rest-json" else None
        return (
            status,
            {"Content-Type": media_type or f"application/x-amz-json-{version}", **(headers or {})},
            json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(),
        )

    def _respond_with_error(self, error: ApiError) -> Response:
        status, member = {"NotImplemented": 501}.get(error.code, 400), "message"
        for shape in self.model.error_shapes:
            if shape.name == error.code:
                status = shape.metadata.get("error", {}).get("httpStatusCode", status)
                member = next((name for name in shape.members if name.lower() == "message"), member)
        content = {"__type": error.code, member: error.message}
        return self._respond(status, content, {"x-amzn-errortype": error.code})


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
