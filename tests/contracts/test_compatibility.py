"""A contract that changes in a way that breaks its readers is noticed: it is compared with what was released."""

import copy
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.support.contracts.corrections import CORRECTIONS
from tests.support.contracts.documents import CONTRACTS, openapi
from tests.support.contracts.releases import RELEASED, breaks, load, versions

Documents = dict[str, Any]
Change = Callable[[Documents], object]

REQUEST, EVENT, OFFER = (f"{name}.v1.schema.json" for name in ("recommend-request", "interest-event", "offer"))
PROBLEM, TYPES, OPENAPI = "problem.v1.schema.json", "problem-types.v1.json", "openapi.yaml"


def members(documents: Documents, file: str) -> dict[str, Any]:
    found: dict[str, Any] = documents[file]["properties"]
    return found


def post(documents: Documents) -> dict[str, Any]:
    operation: dict[str, Any] = documents[OPENAPI]["paths"]["/recommend"]["post"]
    return operation


def accepted(documents: Documents) -> dict[str, Any]:
    found: dict[str, Any] = post(documents)["responses"]["202"]["content"]["application/json"]["schema"]
    return found


def strategy(documents: Documents) -> dict[str, Any]:
    found: dict[str, Any] = members(documents, OFFER)["data"]["properties"]["strategy"]
    return found


def rename(mapping: dict[str, Any], old: str, new: str) -> None:
    mapping[new] = mapping.pop(old)


BREAKS: dict[str, Change] = {
    "a member of the request is removed": lambda d: members(d, REQUEST).pop("location"),
    "a member of the request is renamed": lambda d: rename(members(d, REQUEST), "location", "place"),
    "a new member of the request is required": lambda d: d[REQUEST]["required"].append("channel"),
    "a member of the request gets another type": lambda d: members(d, REQUEST)["interest"].update(type="integer"),
    "a member of the request may be shorter only": lambda d: members(d, REQUEST)["interest"].update(maxLength=63),
    "a member of the request must be longer": lambda d: members(d, REQUEST)["interest"].update(minLength=2),
    "a pattern of the request is changed": lambda d: members(d, REQUEST)["customer_id"].update(pattern="^[0-9]+$"),
    "what the request excludes is changed": lambda d: members(d, REQUEST)["interest"]["not"].update(pattern="."),
    "a member of the request gets an enumeration": lambda d: members(d, REQUEST)["interest"].update(enum=["books"]),
    "a member of the stored event is removed": lambda d: members(d, EVENT).pop("interest_key"),
    "a member of the stored event may be absent": lambda d: d[EVENT]["required"].remove("timestamp"),
    "a new member of the stored event is required": lambda d: d[EVENT]["required"].append("channel"),
    "stored events that exist are too long": lambda d: members(d, EVENT)["interest_key"].update(maxLength=64),
    "a stored event may be longer": lambda d: members(d, EVENT)["interest"].update(maxLength=128),
    "a member of the offer is removed": lambda d: members(d, OFFER)["data"]["properties"].pop("expires_at"),
    "a member of an offered item is renamed": lambda d: rename(
        members(d, OFFER)["data"]["properties"]["offers"]["items"]["properties"], "price", "amount"
    ),
    "a member of an offered item may be absent": lambda d: members(d, OFFER)["data"]["properties"]["offers"]["items"][
        "required"
    ].remove("currency"),
    "an offer may hold no item": lambda d: members(d, OFFER)["data"]["properties"]["offers"].pop("minItems"),
    "a strategy is removed": lambda d: strategy(d)["examples"].remove("catalogue"),
    "the strategies are no longer listed": lambda d: strategy(d).pop("examples"),
    "the type of the offer message is changed": lambda d: members(d, OFFER)["type"].update(const="offer.v2"),
    "a price may be a text": lambda d: members(d, OFFER)["data"]["properties"]["offers"]["items"]["properties"][
        "price"
    ].update(type=["number", "string"]),
    "a price may be below zero": lambda d: members(d, OFFER)["data"]["properties"]["offers"]["items"]["properties"][
        "price"
    ].pop("minimum"),
    "a time may have another form": lambda d: members(d, OFFER)["time"].pop("format"),
    "a problem type is removed": lambda d: d[TYPES]["types"].pop("forbidden"),
    "a problem type is renamed": lambda d: rename(d[TYPES]["types"], "forbidden", "no-access"),
    "a problem type gets another status": lambda d: d[TYPES]["types"]["forbidden"].update(status=401),
    "a problem type no longer says when to repeat": lambda d: d[TYPES]["types"]["service-unavailable"].pop(
        "retry_after_seconds"
    ),
    "all problem types are renamed": lambda d: d[TYPES].update(prefix="https://example.com/"),
    "a refusal loses its request id": lambda d: members(d, PROBLEM).pop("request_id"),
    "a path is removed": lambda d: rename(d[OPENAPI]["paths"], "/recommend", "/preferences"),
    "a method is removed": lambda d: d[OPENAPI]["paths"]["/recommend"].pop("options"),
    "an operation is renamed": lambda d: post(d).update(operationId="recommend"),
    "a status is removed": lambda d: post(d)["responses"].pop("409"),
    "the status of success is changed": lambda d: rename(post(d)["responses"], "202", "201"),
    "a header of an answer is removed": lambda d: post(d)["responses"]["503"]["headers"].pop("Retry-After"),
    "refusals get another media type": lambda d: rename(
        post(d)["responses"]["400"]["content"], "application/problem+json", "application/json"
    ),
    "another media type is wanted": lambda d: rename(
        post(d)["requestBody"]["content"], "application/json", "application/xml"
    ),
    "a member of the answer is removed": lambda d: accepted(d)["properties"].pop("trace_id"),
    "the text of success is a number": lambda d: accepted(d)["properties"]["message"].update(type="integer"),
    "the idempotency key is required": lambda d: post(d)["parameters"][0].update(required=True),
    "the idempotency key is renamed": lambda d: post(d)["parameters"][0].update(name="X-Request-Key"),
    "the idempotency key may be shorter only": lambda d: post(d)["parameters"][0]["schema"].update(maxLength=36),
    "a new parameter is required": lambda d: post(d)["parameters"].append(
        {"in": "query", "name": "channel", "required": True, "schema": {"type": "string"}}
    ),
    "a preflight needs a key": lambda d: d[OPENAPI]["paths"]["/recommend"]["options"].pop("security"),
    "the key is sent in another header": lambda d: d[OPENAPI]["components"]["securitySchemes"]["api_key"].update(
        name="authorization"
    ),
    "a file is removed": lambda d: d.pop(OFFER),
}

ADDITIONS: dict[str, Change] = {
    "nothing": lambda d: None,
    "an optional member of the request": lambda d: members(d, REQUEST).update(channel={"type": "string"}),
    "a longer text in the request": lambda d: members(d, REQUEST)["interest"].update(maxLength=128),
    "one member fewer that is required of the request": lambda d: d[REQUEST]["required"].remove("location"),
    "an optional member of the stored event": lambda d: members(d, EVENT).update(channel={"type": "string"}),
    "a member of the offer": lambda d: members(d, OFFER)["data"]["properties"].update(campaign={"type": "string"}),
    "a member that every offer has": lambda d: members(d, OFFER)["data"]["required"].append("campaign"),
    "a strategy": lambda d: strategy(d)["examples"].append("seasonal"),
    "a member of the answer": lambda d: accepted(d)["properties"].update(links={}),
    "a closer bound of an offer": lambda d: members(d, OFFER)["data"]["properties"]["offers"].update(maxItems=25),
    "a problem type": lambda d: d[TYPES]["types"].update(gone={"status": 410, "title": "Gone.", "detail": "It is."}),
    "a better text": lambda d: d[TYPES]["types"]["forbidden"].update(detail="Ask for a key."),
    "a description": lambda d: members(d, REQUEST)["interest"].update(description="What they like."),
    "an operation": lambda d: d[OPENAPI]["paths"].update({"/status": {"get": {"operationId": "status"}}}),
    "a header of an answer": lambda d: post(d)["responses"]["202"]["headers"].update(ETag={"schema": {}}),
    "an optional parameter": lambda d: post(d)["parameters"].append(
        {"in": "query", "name": "channel", "schema": {"type": "string"}}
    ),
    "a file": lambda d: d.update({"offer.v2.schema.json": {}}),
}


@pytest.fixture(scope="module")
def released() -> Documents:
    """The documents of the version that was released last."""
    return load(versions()[-1])


def test_the_contract_breaks_nothing_of_the_version_that_was_released_last(released: Documents) -> None:
    assert breaks(released, load(CONTRACTS)) == []


@pytest.mark.parametrize(("old", "new"), list(pairwise(versions())), ids=lambda path: path.name)
def test_a_release_breaks_nothing_of_the_one_before_but_what_it_corrects(old: Path, new: Path) -> None:
    documents, correction = load(old), CORRECTIONS.get(new.name)
    if correction:
        assert breaks(documents, load(new)) == list(correction.breaks), "what is taken back is named"
        documents = correction.applied(documents)

    assert breaks(documents, load(new)) == []


def test_a_correction_belongs_to_a_release_and_has_a_decision() -> None:
    assert CORRECTIONS.keys() <= {path.name for path in versions()[1:]}
    for correction in CORRECTIONS.values():
        assert len(list((CONTRACTS.parent / "docs" / "decisions").glob(f"{correction.decision}-*.md"))) == 1


@pytest.mark.parametrize("member", ["interest", "location"])
def test_1_2_0_refuses_one_character_more_than_1_1_0(member: str) -> None:
    """Of those that a pattern of the contract can name at all: they stop at U+FFFF."""
    patterns = [members(load(RELEASED / name), REQUEST)[member]["not"]["pattern"] for name in ("1.1.0", "1.2.0")]
    before, after = ({point for point in range(0x10000) if re.search(each, chr(point))} for each in patterns)

    assert (before - after, after - before) == (set(), {0xFFFD})


@pytest.mark.parametrize("change", BREAKS.values(), ids=BREAKS)
def test_a_break_is_noticed(change: Change, released: Documents) -> None:
    changed = copy.deepcopy(released)
    change(changed)

    assert breaks(released, changed) != []


@pytest.mark.parametrize("change", ADDITIONS.values(), ids=ADDITIONS)
def test_an_addition_is_no_break(change: Change, released: Documents) -> None:
    changed = copy.deepcopy(released)
    change(changed)

    assert breaks(released, changed) == []


@pytest.mark.parametrize("directory", versions(), ids=lambda path: path.name)
def test_a_released_version_is_whole_and_is_named_like_its_document(directory: Path) -> None:
    documents = load(directory)

    assert documents[OPENAPI]["info"]["version"] == directory.name
    assert {OPENAPI, REQUEST, EVENT, OFFER, PROBLEM, TYPES} <= documents.keys()


def test_no_version_is_lower_than_what_was_released() -> None:
    numbers = [[int(part) for part in name.split(".")] for name in (versions()[-1].name, openapi()["info"]["version"])]

    assert numbers == sorted(numbers)
