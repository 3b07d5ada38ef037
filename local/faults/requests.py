"""Which operation of which service a request is, read from the request as SDKs send it.

Source of the protocols: https://smithy.io/2.0/aws/protocols/index.html
"""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qs, unquote_plus

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

_RPC_PATH = re.compile(r"/service/\w+/operation/(\w+)")


@dataclass(frozen=True)
class Call:
    """A request to an AWS API; ``service`` is the name that requests are signed for."""

    service: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, list[str]]

    @functools.cached_property
    def text(self) -> str:
        """Path and body, decoded, to search for the names of resources."""
        return unquote_plus(f"{self.path}\n{self.body.decode(errors='replace')}")

    @functools.cached_property
    def form_action(self) -> str | None:
        """The operation, where the request is of the AWS query protocol."""
        if "Action" in self.query:
            return self.query["Action"][0]
        if "x-www-form-urlencoded" not in self.headers.get("content-type", ""):
            return None
        return parse_qs(self.body.decode(errors="replace")).get("Action", [None])[0]

    @property
    def is_cbor(self) -> bool:
        """Whether the request is of the Smithy RPC v2 CBOR protocol."""
        return _RPC_PATH.fullmatch(self.path) is not None

    @property
    def rpc_operation(self) -> str | None:
        """The operation, where the request names it: JSON 1.0/1.1, RPC v2 CBOR and query protocols."""
        if rpc := _RPC_PATH.fullmatch(self.path):
            return rpc[1]
        return self.headers.get("x-amz-target", "").rpartition(".")[2] or self.form_action


@dataclass(frozen=True)
class Route:
    """The address of a REST operation: method, path, and the query parameters and headers that it requires."""

    operation: str
    method: str
    path: re.Pattern[str]
    query: frozenset[str]
    headers: frozenset[str]

    @classmethod
    def of(cls, model: OperationModel) -> Self:
        """Return the route in an operation's model."""
        path, _, query = model.http["requestUri"].partition("?")
        needed: dict[str | None, set[str]] = {
            "querystring": set(parse_qs(query, keep_blank_values=True)),
            "header": set(),
        }
        for name in model.input_shape.required_members if model.input_shape else ():
            where = model.input_shape.members[name].serialization
            needed.setdefault(where.get("location"), set()).add(where.get("name", name))
        parts = re.split(r"(\{[^}]+\})", path.rstrip("/"))
        pattern = "".join(_pattern(part) for part in parts)
        headers = frozenset(name.lower() for name in needed["header"])
        return cls(
            model.name, model.http["method"], re.compile(pattern + "/?"), frozenset(needed["querystring"]), headers
        )

    @property
    def particularity(self) -> tuple[int, int, int]:
        """The sort key that puts the most particular address first."""
        return -len(self.query) - len(self.headers), self.path.pattern.count("["), -len(self.path.pattern)

    def fits(self, call: Call) -> bool:
        """Return whether ``call`` addresses this operation."""
        return (
            self.method == call.method
            and self.query <= call.query.keys()
            and self.headers <= call.headers.keys()
            and self.path.fullmatch(call.path) is not None
        )


class Service:
    """A service as botocore's model describes it."""

    def __init__(self, model: ServiceModel) -> None:
        self.model = model
        self.operations = frozenset(model.operation_names)
        self.signing_name: str = model.metadata.get("signingName") or model.metadata["endpointPrefix"]

    @classmethod
    @functools.cache
    def named(cls, name: str) -> "Service":
        """Return boto3's service ``name``. Raises ``botocore.exceptions.UnknownServiceError``."""
        return cls(ServiceModel(Loader().load_service_model(name, "service-2"), name))

    @functools.cached_property
    def _routes(self) -> list[Route]:
        models = map(self.model.operation_model, self.model.operation_names)
        return sorted(map(Route.of, models), key=lambda route: route.particularity)

    def operation_of(self, call: Call) -> str | None:
        """Return the operation that ``call`` addresses, or ``None`` when this service has no such."""
        name = call.rpc_operation
        if name is None and self.model.metadata["protocol"].startswith("rest-"):
            name = next((route.operation for route in self._routes if route.fits(call)), None)
        return name if name in self.operations else None

    def error_status(self, code: str) -> int:
        """Return the HTTP status of an error by the model: 500 where the model does not know it."""
        for shape in self.model.error_shapes:
            error: dict[str, Any] = shape.metadata.get("error", {})
            if code in {shape.name, error.get("code")}:
                return int(error.get("httpStatusCode", 500 if shape.metadata.get("fault") else 400))
        return 500


def _pattern(part: str) -> str:
    """Return the pattern for a literal part of a path, a variable ``{name}`` or a greedy one, ``{name+}``."""
    if not part.startswith("{"):
        return re.escape(part)
    return ".+" if part.endswith("+}") else "[^/]+"
