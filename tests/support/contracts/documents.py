"""The contract files, loaded for tests."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for

from tools.paths import ROOT

CONTRACTS = ROOT / "contracts"
MESSAGES = ("recommend-request", "interest-event", "log-event", "offer", "problem")


def schema(message: str, version: Path = CONTRACTS) -> dict[str, Any]:
    """The JSON Schema of a message, as it is or as a released version has it."""
    document: dict[str, Any] = json.loads((version / f"{message}.v1.schema.json").read_text(encoding="utf-8"))
    return document


def validator(message: str, version: Path = CONTRACTS) -> Validator:
    """A validator for a message, formats included."""
    document = schema(message, version)
    kind = validator_for(document)
    return kind(document, format_checker=kind.FORMAT_CHECKER)


def openapi() -> dict[str, Any]:
    """The OpenAPI document."""
    document: dict[str, Any] = yaml.safe_load((CONTRACTS / "openapi.yaml").read_text(encoding="utf-8"))
    return document


def problem_types() -> dict[str, Any]:
    """The problem types by the member ``type``."""
    document = json.loads((CONTRACTS / "problem-types.v1.json").read_text(encoding="utf-8"))
    return {f"{document['prefix']}{slug}": kind for slug, kind in document["types"].items()}


def examples(kind: str) -> list[Path]:
    """The example files, ``valid`` or ``invalid``; the message comes before the first dot of the name."""
    return sorted((CONTRACTS / "examples" / kind).glob("*.json"))


def request_examples() -> list[tuple[Path, int]]:
    """The example requests, each with the status that its folder stands for."""
    statuses = {"valid": 202, "invalid": 400}
    return [
        (path, status)
        for kind, status in statuses.items()
        for path in examples(kind)
        if message_of(path) == "recommend-request"
    ]


def message_of(example: Path) -> str:
    return example.name.partition(".")[0]


def plain(item: Mapping[str, Mapping[str, str]]) -> dict[str, str | int]:
    """A stored item without its attribute types: what interest-event.v1.schema.json describes."""
    return {name: int(value["N"]) if "N" in value else value["S"] for name, value in item.items()}
