"""Loading a catalogue: every line is checked, every item arrives and is listed where it is sold."""

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest

from tests.support.unit.tools.catalogue_records import RECORD, RULES, numbered
from tests.support.unit.tools.catalogue_tables import TABLE, listed, stored, written
from tools import batch_write
from tools.batch_write import PutOffError
from tools.catalogue_item import catalogue_item
from tools.catalogue_store import CatalogueStore
from tools.load_catalogue import main


def test_an_item_is_stored_with_its_types(dynamodb: Any) -> None:
    assert CatalogueStore(dynamodb, TABLE).put([catalogue_item({**RECORD, **RULES})]) == 1

    assert stored(dynamodb) == [
        {
            "item_id": {"S": "tea-01"},
            "title": {"S": "Rooibos"},
            "category": {"S": "organic_food"},
            "price": {"N": "4.5"},
            "currency": {"S": "ZAR"},
            "locations": {"SS": ["cape town", "everywhere"]},
            "popularity": {"N": "12"},
            "shelf": {"S": "catalogue"},
            "discount_percent": {"N": "12.5"},
            "active_from": {"S": "2026-11-26T22:00:00.000Z"},
            "active_until": {"S": "2026-11-30T22:00:00.000Z"},
            "in_stock": {"BOOL": False},
            "excluded_locations": {"SS": ["paris"]},
            "excluded_interests": {"SS": ["coffee"]},
        }
    ]


@pytest.mark.parametrize("count", [0, 1, 25, 101, 220])
def test_catalogues_of_any_size_are_loaded_whole(dynamodb: Any, count: int) -> None:
    reported: list[int] = []

    assert CatalogueStore(dynamodb, TABLE).put(map(catalogue_item, numbered(count)), reported.append) == count

    assert len(stored(dynamodb)) == len(listed(dynamodb)) == count
    assert reported == sorted(reported)
    assert reported[-1:] == ([count] if count else [])


class Reluctant:
    """A DynamoDB that processes one item of each request and puts the others off; it holds nothing yet."""

    def __init__(self) -> None:
        self.items: list[Any] = []

    def batch_get_item(self, **_: Any) -> dict[str, Any]:
        return {}

    def batch_write_item(self, *, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - boto3's name
        ((table, (first, *rest)),) = RequestItems.items()
        if table == TABLE:
            self.items.append(first)
        return {"UnprocessedItems": {table: rest} if rest else {}}


@pytest.fixture(autouse=True)
def without_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine, the command says how far it is."""
    monkeypatch.setattr("tools.command._SECONDS_BETWEEN_LINES", float("inf"))


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_write, "_FIRST_PAUSE_SECONDS", 0)


def test_items_that_dynamodb_puts_off_are_sent_again(no_pauses: None) -> None:
    table = Reluctant()

    CatalogueStore(table, TABLE).put(map(catalogue_item, numbered(7)))

    assert [item["PutRequest"]["Item"]["item_id"]["S"] for item in table.items] == [f"tea-{n}" for n in range(7)]


def test_a_table_that_puts_items_off_for_good_ends_the_load_with_an_error(no_pauses: None) -> None:
    with pytest.raises(PutOffError, match="put off 17 items 8 times"):
        CatalogueStore(Reluctant(), TABLE).put(map(catalogue_item, numbered(25)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "items.jsonl"


def load(file: Path, monkeypatch: pytest.MonkeyPatch, table: str = TABLE) -> int:
    monkeypatch.setattr("sys.argv", ["load_catalogue", str(file), "--table", table])
    return main()


REFUSED = [
    {"currency": "usd"},
    {"currency": "€"},
    {"currency": "Rand"},
    {"price": 10**38 + 1},
    {"title": "half a smile: \ud83d"},
]


@pytest.mark.parametrize("change", REFUSED, ids=str)
def test_what_would_be_refused_later_is_refused_before_anything_is_written(
    dynamodb: Any,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    change: dict[str, Any],
) -> None:
    file.write_text("".join(json.dumps(each) + "\n" for each in [*numbered(60), {**RECORD, **change}]))

    assert load(file, monkeypatch) == 1

    (name,) = change
    _, line = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{file}: line 61: {name} ")
    assert written(dynamodb) == []


def test_the_command_loads_a_file_and_says_how_much(
    dynamodb: Any, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text("".join(json.dumps(record) + "\n" for record in numbered(30)))

    assert load(file, monkeypatch) == 0

    assert len(stored(dynamodb)) == 30
    assert capsys.readouterr().out.splitlines() == [f"catalogue: 30 items in {TABLE}"]


def test_where_the_command_writes_is_said_before_the_file_is_read(
    dynamodb: Any, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def opened(_: Path) -> None:
        assert capsys.readouterr().err == f"catalogue: {TABLE} at the default Region\n"
        raise OSError("read")

    monkeypatch.setattr("tools.catalogue_file.opened", opened)

    assert load(file, monkeypatch) == 1
    assert capsys.readouterr().err == f"{file}: read\n"


def test_a_pipe_is_loaded_as_a_file_is(dynamodb: Any, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(file)
    content = "".join(json.dumps(record) + "\n" for record in numbered(30))
    writer = threading.Thread(target=file.write_text, args=(content,))
    writer.start()

    assert load(file, monkeypatch) == 0

    writer.join()
    assert len(stored(dynamodb)) == 30


@pytest.mark.parametrize(("name", "table"), [("gone.jsonl", TABLE), ("items.jsonl", "no-such-table")])
def test_the_command_reports_a_failure_in_one_line(
    dynamodb: Any,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    table: str,
) -> None:
    file.write_text(json.dumps(RECORD) + "\n")

    assert load(file.with_name(name), monkeypatch, table) == 1

    where, *failures = capsys.readouterr().err.splitlines()
    assert where == f"catalogue: {table} at the default Region"
    assert len(failures) == 1


@pytest.fixture
def loaded_before(dynamodb: Any) -> CatalogueStore:
    store = CatalogueStore(dynamodb, TABLE)
    store.put(catalogue_item({**RECORD, "item_id": each, "locations": ["Paris", "Durban"]}) for each in ("a", "b"))
    return store


def test_an_item_that_moved_is_listed_where_it_is_sold_now_and_nowhere_else(
    dynamodb: Any, loaded_before: CatalogueStore
) -> None:
    assert listed(dynamodb) == {"a": ["durban", "paris"], "b": ["durban", "paris"]}

    loaded_before.put([catalogue_item({**RECORD, "item_id": "a", "locations": ["Durban", "Kampala"]})])

    assert listed(dynamodb) == {"a": ["durban", "kampala"], "b": ["durban", "paris"]}
