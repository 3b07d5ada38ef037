"""The contract files agree with each other and with their examples."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema.validators import validator_for
from openapi_spec_validator import validate

from shared.interest_event import InterestEvent
from shared.names import is_name
from shared.normalisation import normalised_key
from tests.support.contracts.documents import (
    CONTRACTS,
    MESSAGES,
    examples,
    message_of,
    openapi,
    problem_types,
    schema,
    validator,
)
from tests.support.fakes.events import interest_event


def described(node: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every property in a schema or document, with where it stands."""
    found: list[tuple[str, Any]] = []
    if isinstance(node, dict):
        for name, value in node.get("properties", {}).items() if isinstance(node.get("properties"), dict) else ():
            found.append((f"{path}/{name}", value))
        for key, value in node.items():
            found += described(value, f"{path}/{key}")
    return found


@pytest.mark.parametrize("message", MESSAGES)
def test_a_schema_is_valid_and_describes_every_member(message: str) -> None:
    document = schema(message)
    validator_for(document).check_schema(document)
    assert [path for path, member in described(document) if not member.get("description")] == []


@pytest.mark.parametrize("message", MESSAGES)
def test_a_schema_describes_every_part_that_has_members(message: str) -> None:
    parts = [schema(message), *schema(message).get("$defs", {}).values()]
    parts += [member for _, member in described(schema(message)) if "properties" in member]
    assert [sorted(part) for part in parts if not part.get("description")] == []


@pytest.mark.parametrize("message", MESSAGES)
def test_every_message_has_valid_and_invalid_examples(message: str) -> None:
    assert message in {message_of(path) for path in examples("valid")}
    assert message in {message_of(path) for path in examples("invalid")}


@pytest.mark.parametrize("path", examples("valid"), ids=lambda path: path.stem)
def test_a_valid_example_meets_its_schema(path: Path) -> None:
    validator(message_of(path)).validate(json.loads(path.read_text(encoding="utf-8")))


# What these hold is refused by the function, since no pattern that every engine reads can name it:
# docs/decisions/0030-say-in-patterns-what-every-engine-reads.md.
BEYOND_PATTERNS = {
    "recommend-request.interest-replacement-character",
    "recommend-request.location-lone-surrogate",
    "recommend-request.location-shows-nothing",
    "recommend-request.location-zero-width",
}


@pytest.mark.parametrize("path", examples("invalid"), ids=lambda path: path.stem)
def test_an_invalid_example_breaks_its_schema_or_holds_what_no_pattern_can_name(path: Path) -> None:
    meets = validator(message_of(path)).is_valid(json.loads(path.read_text(encoding="utf-8")))

    assert meets == (path.stem in BEYOND_PATTERNS)


def test_the_openapi_document_is_valid() -> None:
    validate(openapi(), base_uri=(CONTRACTS / "openapi.yaml").as_uri())


def test_the_openapi_document_describes_every_member_parameter_header_and_response() -> None:
    document = openapi()
    components = document["components"]
    assert [path for path, member in described(document) if not member.get("description")] == []
    for group in ("parameters", "headers", "responses", "securitySchemes", "schemas"):
        assert [name for name, part in components[group].items() if not part.get("description")] == []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            parts = [operation, *operation["responses"].values(), operation.get("requestBody", {"description": "none"})]
            assert all(part.get("description") or "$ref" in part for part in parts), f"{method} {path}"
            assert operation.get("summary"), f"{method} {path}"


def test_every_problem_type_has_a_response_with_an_example_and_no_other_is_shown() -> None:
    shown: dict[str, tuple[int, str]] = {}
    for response in openapi()["components"]["responses"].values():
        content = response["content"]["application/problem+json"]
        for example in (
            [content["example"]] if "example" in content else [e["value"] for e in content["examples"].values()]
        ):
            validator("problem").validate(example)
            shown[example["type"]] = (example["status"], example["title"])
    assert shown == {name: (kind["status"], kind["title"]) for name, kind in problem_types().items()}


def test_responses_that_ask_for_a_retry_say_when() -> None:
    for response in openapi()["components"]["responses"].values():
        content = response["content"]["application/problem+json"]
        shown = [content["example"]] if "example" in content else [e["value"] for e in content["examples"].values()]
        waits = {problem_types()[example["type"]].get("retry_after_seconds") is not None for example in shown}
        assert waits == {"Retry-After" in response["headers"]}


def test_the_post_needs_a_key_and_the_preflight_none() -> None:
    document = openapi()
    assert document["security"] == [{"api_key": []}]
    assert "security" not in document["paths"]["/recommend"]["post"]
    assert document["paths"]["/recommend"]["options"]["security"] == []


def test_interest_and_location_follow_the_same_rule() -> None:
    members = schema("recommend-request")["properties"]
    rules = [
        {key: rule for key, rule in members[name].items() if key != "description"} for name in ("interest", "location")
    ]
    assert rules[0] == rules[1]


def test_the_request_schema_uses_only_what_api_gateway_knows() -> None:
    """Draft-04 keywords. Its patterns are those of tests/contracts/test_portability.py."""
    text = json.dumps(schema("recommend-request"))
    assert schema("recommend-request")["$schema"] == "http://json-schema.org/draft-04/schema#"
    assert not re.search(r'"(const|if|then|else|contains|propertyNames|examples|\$defs|\$id|format)":', text)


def test_a_stored_item_is_an_interest_event() -> None:
    plain = {
        name: int(value["N"]) if "N" in value else value["S"] for name, value in interest_event().to_item().items()
    }
    validator("interest-event").validate(plain)
    assert set(schema("interest-event")["required"]) == set(InterestEvent.__dataclass_fields__)


def test_the_longest_key_fits_the_interest_event() -> None:
    """All that do not fit are ligatures of whole words, of which a name has one or two."""
    fits = schema("interest-event")["properties"]["interest_key"]["maxLength"]
    longest = {point: len(normalised_key(chr(point))) for point in range(0x110000) if not 0xD800 <= point <= 0xDFFF}

    assert longest.keys() >= {ord("ﷺ")}
    assert {point for point, length in longest.items() if length * 64 > fits} <= {
        *range(0x3300, 0x33FF),
        *range(0xFDF0, 0xFDFC),
    }
    assert not is_name("ﷺ" * 15)
    assert is_name("ﷺ" * 14)
