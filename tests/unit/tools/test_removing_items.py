"""Items leave a catalogue: by their ids, or because the file that it is made of does not hold them any more."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.support.unit.tools.catalogue_records import RECORD
from tests.support.unit.tools.catalogue_tables import TABLE, listed, stored
from tools import delete_items, sync_catalogue
from tools.catalogue_item import catalogue_item
from tools.catalogue_store import CatalogueStore

Run = Callable[..., int]


def record(item_id: str, title: str = "Title") -> dict[str, Any]:
    return {**RECORD, "item_id": item_id, "title": title, "locations": ["Paris", "Durban"]}


@pytest.fixture
def catalogue(dynamodb: Any) -> CatalogueStore:
    """A catalogue of three items, and one that another program stored."""
    store = CatalogueStore(dynamodb, TABLE)
    store.put(catalogue_item(record(each)) for each in ("a", "b", "c"))
    dynamodb.put_item(TableName=TABLE, Item={"item_id": {"S": "theirs"}})
    return store


@pytest.fixture
def delete(catalogue: CatalogueStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(ids: Iterable[str], *options: str) -> int:
        file = tmp_path / "ids.txt"
        file.write_text("\n".join(ids))
        monkeypatch.setattr("sys.argv", ["delete_items", str(file), "--table", TABLE, *options])
        return delete_items.main()

    return run


@pytest.fixture
def sync(catalogue: CatalogueStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    def run(records: Iterable[dict[str, Any]], *options: str) -> int:
        file = tmp_path / "items.jsonl"
        file.write_text("".join(json.dumps(each) + "\n" for each in records))
        monkeypatch.setattr("sys.argv", ["sync_catalogue", str(file), "--table", TABLE, *options])
        return sync_catalogue.main()

    return run


def ids(dynamodb: Any) -> list[str]:
    return sorted(item["item_id"]["S"] for item in stored(dynamodb))


def test_items_go_with_their_listings(delete: Run, dynamodb: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert delete(["a", "", "theirs\r", "unknown"]) == 0

    assert ids(dynamodb) == ["b", "c"]
    assert listed(dynamodb).keys() == {"b", "c"}
    assert capsys.readouterr().out == "catalogue-delete: 2 items removed, 1 were not there\n"


def test_a_dry_run_removes_nothing(delete: Run, dynamodb: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert delete(["a", "unknown"], "--dry-run") == 0

    assert ids(dynamodb) == ["a", "b", "c", "theirs"]
    assert capsys.readouterr().out == "catalogue-delete: 1 items would be removed, 1 are not there\n"


def test_lines_that_hold_no_id_are_named_before_anything_is_removed(
    delete: Run, dynamodb: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert delete(["a", "x" * 2049, '"b"', "\ufeffc"]) == 1

    assert ids(dynamodb) == ["a", "b", "c", "theirs"]
    assert capsys.readouterr().err.endswith("ids.txt: no item id: line 2, 3, 4\n")


def test_a_mark_that_editors_put_before_a_file_is_no_part_of_an_id(delete: Run, dynamodb: Any) -> None:
    assert delete(["\ufeffa"]) == 0

    assert ids(dynamodb) == ["b", "c", "theirs"]


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_a_catalogue_is_not_emptied_without_being_asked(
    delete: Run, sync: Run, dynamodb: Any, capsys: pytest.CaptureFixture[str], options: list[str]
) -> None:
    assert delete(["a", "b", "c", "theirs"], *options) == 1
    assert sync([], *options) == 1
    assert sync([record("d")], *options) == 1

    assert ids(dynamodb) == ["a", "b", "c", "theirs"]
    assert capsys.readouterr().err.count("Say --empty if that is meant") == 3


def test_a_catalogue_is_emptied_when_asked(delete: Run, sync: Run, dynamodb: Any) -> None:
    assert delete(["a", "b", "c", "theirs"], "--empty") == 0
    assert ids(dynamodb) == []

    assert sync([record("d")]) == 0
    assert sync([], "--empty") == 0

    assert ids(dynamodb) == []
    assert listed(dynamodb) == {}


def test_a_catalogue_becomes_what_the_file_says(sync: Run, dynamodb: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert sync([record("b", "New"), record("d")]) == 0

    assert {item["item_id"]["S"]: item["title"]["S"] for item in stored(dynamodb)} == {"b": "New", "d": "Title"}
    assert listed(dynamodb) == {"b": ["durban", "paris"], "d": ["durban", "paris"]}
    assert capsys.readouterr().out == "catalogue-sync: 1 new, 1 replaced, 3 removed\n"


def test_a_dry_run_synchronises_nothing(sync: Run, dynamodb: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert sync([record("b", "New"), record("d")], "--dry-run") == 0

    assert ids(dynamodb) == ["a", "b", "c", "theirs"]
    assert capsys.readouterr().out == "catalogue-sync: would be 1 new, 1 replaced, 3 removed\n"


@pytest.fixture
def changed_by_another_program(catalogue: CatalogueStore, dynamodb: Any) -> None:
    """Item a was deleted without its listings, and b moved from Durban to Kampala."""
    dynamodb.delete_item(TableName=TABLE, Key={"item_id": {"S": "a"}})
    item = catalogue_item({**record("b"), "locations": ["Paris", "Kampala"]})
    dynamodb.put_item(TableName=TABLE, Item=item)


@pytest.mark.usefixtures("changed_by_another_program")
def test_listings_of_items_that_another_program_deleted_or_moved_go_with_a_synchronisation(
    sync: Run, dynamodb: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync([{**record("b"), "locations": ["Kampala"]}, record("d")]) == 0

    assert listed(dynamodb) == {"b": ["kampala"], "d": ["durban", "paris"]}
    assert capsys.readouterr().out.splitlines() == [
        "catalogue-sync: 1 new, 1 replaced, 2 removed",
        "catalogue-sync: 3 listings removed whose item is gone or sold elsewhere",
    ]


@pytest.mark.usefixtures("changed_by_another_program")
def test_a_listing_that_the_file_makes_right_is_not_taken_for_a_stray_one(
    sync: Run, dynamodb: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync([record("a"), record("b")]) == 0

    assert listed(dynamodb) == {"a": ["durban", "paris"], "b": ["durban", "paris"]}
    assert capsys.readouterr().out == "catalogue-sync: 1 new, 1 replaced, 2 removed\n"


@pytest.mark.usefixtures("changed_by_another_program")
def test_a_dry_run_shows_the_stray_listings_and_leaves_them(
    sync: Run, dynamodb: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    before = listed(dynamodb)

    assert sync([record("b"), record("d")], "--dry-run") == 0

    assert listed(dynamodb) == before
    assert capsys.readouterr().out.splitlines() == [
        "catalogue-sync: would be 1 new, 1 replaced, 2 removed",
        "catalogue-sync: 2 listings would be removed whose item is gone or sold elsewhere",
    ]


def test_stray_listings_of_several_pages_are_all_found(sync: Run, dynamodb: Any) -> None:
    assert sync([record(f"x-{number}") for number in range(130)], "--empty") == 0
    for number in range(130):
        dynamodb.delete_item(TableName=TABLE, Key={"item_id": {"S": f"x-{number}"}})

    assert sync([record("d")]) == 0

    assert listed(dynamodb) == {"d": ["durban", "paris"]}


def test_a_listing_whose_item_was_loaded_meanwhile_stays(catalogue: CatalogueStore, dynamodb: Any) -> None:
    dynamodb.delete_item(TableName=TABLE, Key={"item_id": {"S": "a"}})
    stray = set(catalogue.stray_listings())
    dynamodb.put_item(TableName=TABLE, Item=catalogue_item({**record("a"), "locations": ["Paris"]}))

    assert catalogue.unlist(sorted(stray)) == 1

    assert listed(dynamodb) == {"a": ["paris"], "b": ["durban", "paris"], "c": ["durban", "paris"]}


def test_a_file_with_a_mistake_synchronises_nothing(
    sync: Run, dynamodb: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sync([record("b", "New"), {**record("d"), "currency": "usd"}]) == 1

    assert ids(dynamodb) == ["a", "b", "c", "theirs"]
    assert "items.jsonl: line 2: currency must" in capsys.readouterr().err


def test_a_catalogue_of_several_pages_is_synchronised_whole(sync: Run, dynamodb: Any) -> None:
    assert sync([record(f"x-{number}") for number in range(230)], "--empty") == 0
    assert sync([record(f"x-{number}") for number in range(210, 240)]) == 0

    assert len(ids(dynamodb)) == len(listed(dynamodb)) == 30
