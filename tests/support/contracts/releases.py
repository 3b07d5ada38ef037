"""The contract as it is and as it was released, and what breaks between two of them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.support.contracts.compatibility import breaks_for_receiver, breaks_for_sender, breaks_of_problems
from tests.support.contracts.documents import CONTRACTS

RELEASED = CONTRACTS / "released"
Operation = Mapping[str, Any]


def contract_files(directory: Path) -> list[Path]:
    """The documents of the contract in a directory."""
    return sorted([*directory.glob("*.json"), *directory.glob("*.yaml")])


def load(directory: Path) -> dict[str, Any]:
    """File name → document, references followed."""
    loaded = {path.name: _parse(path) for path in contract_files(directory)}
    return {name: _Resolver(loaded, document).resolved(document) for name, document in loaded.items()}


def versions() -> list[Path]:
    """The released versions, the last one at the end."""
    return sorted(RELEASED.iterdir(), key=lambda path: [int(part) for part in path.name.split(".")])


def breaks(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return what storefronts, consumers and stored events of ``old`` would have to change for in ``new``."""
    return [f"{name}{what}" for name, document in old.items() for what in _breaks_of_file(name, document, new)]


def closed(documents: Mapping[str, Any]) -> list[str]:
    """Return the closed lists and objects in what storefronts and consumers receive: no later version could add.

    An object that does not say whether it is closed counts as such: generators differ in how they read that.
    """
    received = {name: document for name, document in documents.items() if name.startswith(("offer.", "problem."))}
    for method, operation in _operations(documents["openapi.yaml"]):
        received |= {f"{method} {status}": response for status, response in operation["responses"].items()}
    return [f"{name}{where}" for name, node in received.items() for where in _closed(node)]


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, Operation]]:
    for path, methods in document["paths"].items():
        yield from ((f"{method} {path}", operation) for method, operation in methods.items())


def _closed(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        node = dict(enumerate(node))
    if not isinstance(node, dict):
        return
    if "enum" in node or ("properties" in node and node.get("additionalProperties") is not True):
        yield ""
    for name, part in node.items():
        yield from (f"/{name}{where}" for where in _closed(part))


def _breaks_of_file(name: str, old: Any, documents: Mapping[str, Any]) -> Iterator[str]:
    new = documents.get(name)
    kind = name.partition(".")[0]
    if new is None:
        yield ": is gone"
    elif kind == "openapi":
        yield from _openapi(old, new)
    elif kind == "problem-types":
        yield from (f"/{what}" for what in breaks_of_problems(old, new))
    else:
        if kind in {"recommend-request", "interest-event"}:
            yield from breaks_for_sender(old, new)
        if kind != "recommend-request":
            yield from breaks_for_receiver(old, new)


def _openapi(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    for path, methods in old["paths"].items():
        for method, operation in methods.items():
            where = f"/{method} {path}"
            changed = new["paths"].get(path, {}).get(method)
            if changed is None:
                yield f"{where}: is gone"
                continue
            if operation.get("security", old["security"]) != changed.get("security", new["security"]):
                yield f"{where}: another key is needed"
            yield from _request(operation, changed, where)
            for status, response in operation["responses"].items():
                yield from _response(response, changed["responses"].get(status), f"{where}/{status}")
    for name, scheme in old["components"]["securitySchemes"].items():
        changed = new["components"]["securitySchemes"].get(name, {})
        if any(changed.get(member) != scheme[member] for member in ("type", "in", "name")):
            yield f"/{name}: the key is sent in another way"


def _request(old: Operation, new: Operation, where: str) -> Iterator[str]:
    if old["operationId"] != new["operationId"]:
        yield f"{where}: operationId was changed"
    before, after = ({(each["in"], each["name"]): each for each in of.get("parameters", [])} for of in (old, new))
    for place, name in after.keys() - before.keys():
        if after[place, name].get("required"):
            yield f"{where}/{name}: is now required"
    for key, parameter in before.items():
        if key not in after:
            yield f"{where}/{key[1]}: is gone"
            continue
        if after[key].get("required") and not parameter.get("required"):
            yield f"{where}/{key[1]}: is now required"
        yield from breaks_for_sender(parameter["schema"], after[key]["schema"], f"{where}/{key[1]}")
    types = new.get("requestBody", {}).get("content", {})
    for media_type, content in old.get("requestBody", {}).get("content", {}).items():
        if media_type not in types:
            yield f"{where}: {media_type} is no longer taken"
        else:
            yield from breaks_for_sender(content["schema"], types[media_type]["schema"], f"{where}/body")


def _response(old: Operation, new: Operation | None, where: str) -> Iterator[str]:
    if new is None:
        yield f"{where}: is gone"
        return
    for name, header in old.get("headers", {}).items():
        if name not in new.get("headers", {}):
            yield f"{where}/{name}: is gone"
        else:
            yield from breaks_for_receiver(header["schema"], new["headers"][name]["schema"], f"{where}/{name}")
    for media_type, content in old.get("content", {}).items():
        if media_type not in new.get("content", {}):
            yield f"{where}: is no longer {media_type}"
        else:
            yield from breaks_for_receiver(content["schema"], new["content"][media_type]["schema"], f"{where}/body")


def _parse(path: Path) -> Any:
    text = path.read_text(encoding="utf-8")
    return yaml.safe_load(text) if path.suffix == ".yaml" else json.loads(text)


@dataclass(frozen=True)
class _Resolver:
    """Follows references inside a document and to the documents beside it."""

    documents: Mapping[str, Any]
    document: Any

    def resolved(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self.resolved(each) for each in node]
        if not isinstance(node, dict):
            return node
        reference = node.get("$ref")
        if not isinstance(reference, str):
            return {name: self.resolved(value) for name, value in node.items()}
        file, _, pointer = reference.partition("#/")
        target = self.documents[file] if file else self.document
        found = target
        for step in filter(None, pointer.split("/")):
            found = found[step]
        return _Resolver(self.documents, target).resolved(found)
