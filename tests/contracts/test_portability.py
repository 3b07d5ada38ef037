"""Any tool reads openapi.yaml and its patterns: docs/decisions/0030-say-in-patterns-what-every-engine-reads.md."""

import contextlib
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import re2

from ingest.domain import interest_request
from ingest.domain.model import RefusedError
from tests.support.contracts import name_rule
from tests.support.contracts.bad_input import CASES, SAMPLE
from tests.support.contracts.documents import MESSAGES, openapi, schema, validator
from tests.support.contracts.releases import RELEASED
from tools.openapi_schemas import DOCUMENT, filled

OF_A_DIALECT = {"$schema", "$id", "$defs", "definitions", "const"}
BEFORE = json.loads((RELEASED / "1.2.0" / "recommend-request.v1.schema.json").read_text(encoding="utf-8"))


def pairs(node: Any) -> Iterator[tuple[str, Any]]:
    """Yield every member and its value in ``node``, however deep."""
    for name, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield str(name), value
        yield from pairs(value)


PATTERNS = sorted(
    {
        value
        for document in (openapi(), *map(schema, MESSAGES))
        for name, value in pairs(document)
        if name == "pattern" and isinstance(value, str)
    }
)


def test_the_openapi_document_needs_no_other_file() -> None:
    references = [value for name, value in pairs(openapi()) if name == "$ref"]

    assert len(references) > 10
    assert [reference for reference in references if not reference.startswith("#/components/")] == []


def test_the_openapi_document_holds_no_keyword_of_another_dialect() -> None:
    assert [name for name, _ in pairs(openapi()) if name in OF_A_DIALECT] == []


def test_the_schemas_in_the_openapi_document_are_those_of_their_files() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")

    assert filled(text) == text, "run: python -m tools.openapi_schemas"
    for message in ("recommend-request", "problem"):
        whole = schema(message)
        assert openapi()["components"]["schemas"][whole["title"]] == {
            name: value for name, value in whole.items() if name != "$schema"
        }


def test_a_schema_that_was_changed_by_hand_is_written_again() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    changed = text.replace("      maximum: 599\n", "      maximum: 499\n")

    assert changed != text
    assert filled(changed) == text


def test_a_variable_of_a_server_stands_for_one_segment() -> None:
    for server in openapi()["servers"]:
        named = re.findall(r"\{(\w+)\}", server["url"])
        assert sorted(named) == sorted(server["variables"])
        assert [name for name in named if not re.fullmatch(r"[^/?#]+", server["variables"][name]["default"])] == []


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_is_read_by_engines_without_look_around(pattern: str) -> None:
    assert re.fullmatch("[ -~]+", pattern), "printable ASCII goes into source code of any language"
    assert not re.search(r"\\[pPdDwWbBZzAuU]|\(\?", pattern), "Unicode escapes, some classes, groups and flags differ"
    re2.compile(pattern)
    re.compile(pattern)
    jsonschema_rs.validator_for({"pattern": pattern}, pattern_options=jsonschema_rs.RegexOptions())


def test_no_member_of_a_request_may_end_in_a_line_break_whatever_dollar_means() -> None:
    """``$`` alone lets one through in Python, Java and Perl."""
    for member in schema("recommend-request")["properties"].values():
        assert re2.search(member["not"]["pattern"], "a\n")


def test_two_implementations_of_json_schema_decide_alike() -> None:
    """In Python and in Rust, with engines that share no code."""
    in_rust = jsonschema_rs.validator_for(schema("recommend-request"), pattern_options=jsonschema_rs.RegexOptions())
    in_python = validator("recommend-request")
    documents = list(sent_as_json())

    assert len(documents) > 200
    assert [each for each in documents if in_rust.is_valid(each) != in_python.is_valid(each)] == []


def sent_as_json() -> Iterator[Any]:
    """Yield the documents of the input catalogue that can be written in UTF-8: Rust has no other texts."""
    for case in CASES:
        with contextlib.suppress(ValueError, RecursionError):
            document = json.loads(case.body or b"")
            json.dumps(document, ensure_ascii=False).encode()
            yield document


def refused(member: str, text: str) -> bool:
    try:
        interest_request.read(json.dumps({**SAMPLE, member: text}).encode())
    except RefusedError:
        return True
    return False


def was_refused(member: str, text: str) -> bool:
    """Return whether 1.2.0 refused ``text``: by its schema, or by what its description says beyond U+FFFF."""
    rules = BEFORE["properties"][member]
    if not re.search(rules["pattern"], text) or re.search(rules.get("not", {}).get("pattern", "(?!)"), text):
        return True
    beyond = [each for each in text if ord(each) > 0xFFFF]
    return member != "customer_id" and any(
        unicodedata.category(each) in {"Cc", "Cf", "Co", "Cs"} or ord(each) & 0xFFFE == 0xFFFE for each in beyond
    )


@pytest.mark.parametrize("member", SAMPLE)
def test_the_function_refuses_what_1_2_0_refused_but_the_joiners(member: str) -> None:
    """Character by character; those that were taken go many at a time, which make no key that is too long."""
    points = (
        range(0x1000) if member == "customer_id" else [*range(0x1FFFF), *range(0xE0000, 0xE0200), 0xF0000, 0x10FFFF]
    )
    characters = [chr(point) for point in points]
    spells = frozenset() if member == "customer_id" else name_rule.JOINERS
    taken = [each for each in characters if each in spells or not was_refused(member, f"a{each}")]
    never = [each for each in characters if each not in spells and was_refused(member, f"a{each}")]

    assert [each for each in never if not refused(member, f"a{each}")] == []
    assert not any(refused(member, "a" + "".join(taken[start : start + 14])) for start in range(0, len(taken), 14))


@pytest.mark.parametrize("member", ["interest", "location"])
def test_the_function_refuses_what_shows_nothing_by_itself_and_takes_it_in_company(member: str) -> None:
    points = [*range(0x10000), *range(0x13400, 0x13480), 0x16FE4, 0x1D159, 0x1F600, *range(0xE0000, 0xE0200)]
    characters = [chr(point) for point in points if not name_rule.is_refused(chr(point))]
    blank = [each for each in characters if name_rule.is_blank(each)]

    assert [each for each in characters if refused(member, each)] == blank
    assert [each for each in blank if refused(member, f"a{each}")] == []


@pytest.mark.parametrize("member", ["customer_id", "interest"])
def test_the_schema_takes_what_1_2_0_took(member: str) -> None:
    rules = validator("recommend-request").evolve(schema=schema("recommend-request")["properties"][member])
    points = [point for point in range(0x10000) if not was_refused(member, chr(point))]

    assert [point for point in points if not rules.is_valid(chr(point))] == []
