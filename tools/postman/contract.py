"""What the collection needs of the contract: the operation's responses with their schemas, and the example requests."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import yaml

PATH = "/recommend"
_REQUEST = "recommend-request"
# Keywords that do not constrain.
_NOT_CHECKED = {"title", "description", "example"}


@dataclass(frozen=True)
class Response:
    """A response of one operation: ``headers`` maps each name to an example, ``examples`` a summary to a body.

    ``media_type`` and ``schema`` are ``None`` for a response without a body.
    """

    status: int
    description: str
    headers: dict[str, str]
    media_type: str | None
    schema: dict[str, Any] | None
    examples: dict[str, Any]


@dataclass(frozen=True)
class Example:
    """A request body of ``contracts/examples``, its text as it stands in the file, and the status that it gets."""

    name: str
    body: str
    status: int


@dataclass(frozen=True)
class Contract:
    """The contract files in ``folder``, with ``document`` the OpenAPI document."""

    folder: Path
    document: dict[str, Any]

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read the OpenAPI document. Raises ``OSError`` when it is missing."""
        return cls(folder, yaml.safe_load((folder / "openapi.yaml").read_text(encoding="utf-8")))

    def operation(self, method: str) -> dict[str, Any]:
        """Return the operation of ``method`` (lower case) at :data:`PATH`."""
        operation: dict[str, Any] = self.document["paths"][PATH][method]
        return operation

    def responses(self, method: str) -> list[Response]:
        """Return the responses of an operation, by status."""
        responses = self.operation(method)["responses"]
        return [self._response(int(status), self._resolved(response)) for status, response in sorted(responses.items())]

    def problem_type(self, status: int) -> str:
        """Return the ``type`` of the refusal ``status``. Raises ``ValueError`` when there is none, or more than one."""
        (response,) = (response for response in self.responses("post") if response.status == status)
        (only,) = {example["type"] for example in response.examples.values()}
        return str(only)

    def examples(self) -> list[Example]:
        """Return every example request, the valid ones first and the sample before all."""
        valid = sorted(self._examples("valid", 202), key=lambda example: (example.name != "sample", example.name))
        return [*valid, *self._examples("invalid", 400)]

    def _examples(self, kind: str, status: int) -> Iterator[Example]:
        for path in sorted((self.folder / "examples" / kind).glob(f"{_REQUEST}.*.json")):
            name = path.name.removeprefix(f"{_REQUEST}.").removesuffix(".json").replace("-", " ")
            yield Example(name, path.read_text(encoding="utf-8").strip(), status)

    def _response(self, status: int, response: dict[str, Any]) -> Response:
        headers = {
            name: str(self._resolved(header)["schema"]["example"])
            for name, header in response.get("headers", {}).items()
        }
        for media_type, content in response.get("content", {}).items():
            schema = _checked_part(self._resolved(content["schema"]))
            return Response(status, response["description"], headers, media_type, schema, _examples_of(content))
        return Response(status, response["description"], headers, None, None, {})

    def _resolved(self, node: dict[str, Any]) -> dict[str, Any]:
        """Return what ``node`` refers to in the document, or itself."""
        reference = node.get("$ref")
        if reference is None:
            return node
        found = self.document
        for key in reference.removeprefix("#/").split("/"):
            found = found[key]
        return self._resolved(found)


def _examples_of(content: dict[str, Any]) -> dict[str, Any]:
    if "examples" in content:
        return {example["summary"]: example["value"] for example in content["examples"].values()}
    return {content["example"]["title"]: content["example"]}


def _checked_part(schema: dict[str, Any]) -> dict[str, Any]:
    """Return ``schema`` without the keywords that constrain nothing; members of ``properties`` keep their names."""
    checked = {name: value for name, value in schema.items() if name not in _NOT_CHECKED}
    if "properties" in checked:
        checked["properties"] = {name: _checked_part(member) for name, member in checked["properties"].items()}
    return checked
