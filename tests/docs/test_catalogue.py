"""What docs/catalogue.md tells to do works on the stack that is up, and says what it shows."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.checkout import Checkout
from tests.support.docs.blocks import blocks, under
from tests.support.docs.running import on_the_stack_that_is_up
from tests.support.target import Target
from tools.catalogue_store import CatalogueStore

DOCUMENT = "docs/catalogue.md"
LOAD, SYNC, REMOVE, PERMISSIONS = "Load", "Make it what a file says", "Remove items", "Permissions"
TEA: dict[str, Any] = {
    "item_id": "tea-01",
    "title": "Rooibos",
    "category": "docs_tea",
    "price": 4.5,
    "currency": "ZAR",
    "locations": ["Cape Town"],
    "popularity": 1,
}

pytestmark = pytest.mark.local_only


def test_no_example_is_left_untested() -> None:
    """The permissions are compared with what the commands call in tests/integration."""
    assert {(block.heading, block.language) for block in blocks(DOCUMENT)} == {
        (LOAD, "sh"),
        (LOAD, "text"),
        (SYNC, "sh"),
        (REMOVE, "sh"),
        (PERMISSIONS, "json"),
    }


@pytest.fixture
def catalogue(up: Checkout) -> Path:
    """The file, holding what the stack was filled with, and one item more."""
    file = up.path / "catalogue.jsonl"
    up.run(f".venv/bin/python -m local.personalize.retail_data > {file.name}")
    with file.open("a") as lines:
        lines.write(json.dumps(TEA) + "\n")
    return file


def stored(target: Target) -> bool:
    table = {"TableName": target.environment["CATALOGUE_TABLE"]}
    return "Item" in target.client("dynamodb").get_item(**table, Key={"item_id": {"S": TEA["item_id"]}})


def test_items_are_loaded_synchronised_and_removed(up: Checkout, target: Target, catalogue: Path) -> None:
    load, synchronise, remove = (
        on_the_stack_that_is_up(under(DOCUMENT, heading, "sh")[0]) for heading in (LOAD, SYNC, REMOVE)
    )
    items = len(catalogue.read_text().splitlines())

    assert f"{items} items in" in up.run(load)
    assert stored(target)

    assert "1 items removed, 0 were not there" in up.run(remove)
    assert not stored(target)

    synchronised = up.run(synchronise)
    assert f"would be 1 new, {items - 1} replaced, 0 removed" in synchronised
    assert f": 1 new, {items - 1} replaced, 0 removed" in synchronised
    assert stored(target)

    catalogue.write_text("")
    assert "Say --empty if that is meant" in up.run(synchronise, expect=2)
    CatalogueStore(target.client("dynamodb"), target.environment["CATALOGUE_TABLE"]).remove([TEA["item_id"]])


def test_a_file_with_mistakes_is_refused_as_the_document_shows(up: Checkout, catalogue: Path, target: Target) -> None:
    mistakes = [{"currency": "usd"}, {"price": 10**38 + 1}, {"title": "\ud83d"}]
    catalogue.write_text("\n".join(json.dumps({**TEA, **change}) for change in [{}, *mistakes]))
    (shown,) = under(DOCUMENT, LOAD, "text")

    printed = up.run(under(DOCUMENT, LOAD, "sh")[0].replace(" ENV=dev", ""), expect=2)

    assert set(shown.splitlines()) <= set(printed.splitlines())
    assert not stored(target)
