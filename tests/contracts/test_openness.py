"""Readers can be open, as the contract asks of them: docs/decisions/0029-tell-readers-to-be-open.md."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.contracts.documents import CONTRACTS, examples, message_of, validator
from tests.support.contracts.releases import RELEASED, breaks, closed, load, versions

Documents = dict[str, Any]
Change = Callable[[Documents], object]


def strategy(documents: Documents) -> dict[str, Any]:
    found: dict[str, Any] = documents["offer.v1.schema.json"]["properties"]["data"]["properties"]["strategy"]
    return found


def accepted(documents: Documents) -> dict[str, Any]:
    response = documents["openapi.yaml"]["paths"]["/recommend"]["post"]["responses"]["202"]
    found: dict[str, Any] = response["content"]["application/json"]["schema"]
    return found


def problem(documents: Documents) -> dict[str, Any]:
    found: dict[str, Any] = documents["problem.v1.schema.json"]
    return found


CLOSED: dict[str, tuple[Change, Change]] = {
    "a strategy in a closed list": (
        lambda d: strategy(d).update(enum=["popular"]),
        lambda d: strategy(d).update(enum=["popular", "seasonal"]),
    ),
    "any strategy where a list was closed": (lambda d: strategy(d).update(enum=["popular"]), lambda d: None),
    "a member of a closed answer": (
        lambda d: accepted(d).update(additionalProperties=False),
        lambda d: accepted(d).update(additionalProperties=False, properties={**accepted(d)["properties"], "links": {}}),
    ),
    "any member where an answer was closed": (
        lambda d: accepted(d).update(additionalProperties=False),
        lambda d: None,
    ),
    "any member where a refusal was closed": (
        lambda d: problem(d).update(additionalProperties=False),
        lambda d: None,
    ),
}


@pytest.mark.parametrize(("close", "change"), CLOSED.values(), ids=CLOSED)
def test_what_a_closed_list_or_object_does_not_hold_is_a_break(close: Change, change: Change) -> None:
    """What is generated from it refuses the rest, so that no description can announce it."""
    before, after = load(CONTRACTS), load(CONTRACTS)
    close(before)
    change(after)

    assert len(breaks(before, after)) == 1


@pytest.mark.parametrize("directory", [CONTRACTS, *versions()[3:]], ids=lambda path: path.name)
def test_what_is_received_is_open_since_1_3_0(directory: Path) -> None:
    assert closed(load(directory)) == []


def test_a_closed_list_or_object_in_what_is_received_is_found() -> None:
    found = closed(load(RELEASED / "1.2.0"))

    assert "offer.v1.schema.json/properties/data/properties/strategy" in found
    assert "offer.v1.schema.json/$defs/offer" in found, "it does not say whether it is open"
    assert "post /recommend 202/content/application/json/schema" in found
    assert [where for where in found if "requestBody" in where] == []


# Names that came while the list of them was closed: docs/decisions/0029-tell-readers-to-be-open.md.
UNKNOWN_TO = {"1.0.0": {"offer.last-good", "offer.popular"}}


@pytest.mark.parametrize("directory", versions(), ids=lambda path: path.name)
def test_what_is_sent_today_is_taken_by_a_reader_of_every_release(directory: Path) -> None:
    """With the schemas of a release as its reader; examples of what a later version may send are not sent today."""
    received = [path for path in examples("valid") if message_of(path) in {"offer", "problem"}]
    today = [path for path in received if ".later-" not in path.name]
    refused = {
        path.stem
        for path in today
        if not validator(message_of(path), directory).is_valid(json.loads(path.read_text(encoding="utf-8")))
    }

    assert refused == UNKNOWN_TO.get(directory.name, set())
    assert len(today) > 4
    assert len(received) > len(today)
