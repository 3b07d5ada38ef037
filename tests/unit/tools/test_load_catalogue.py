"""Loading a catalogue: every line is checked, every item arrives."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from tests.unit.tools.catalogue_records import RECORD, RULES
from tools import batch_write
from tools.batch_write import PutOffError
from tools.catalogue_item import CatalogueError
from tools.load_catalogue import load_catalogue, main, read_records

TABLE = "catalogue"


@pytest.fixture
def dynamodb(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    with mock_aws():
        client = boto3.client("dynamodb")
        client.create_table(
            TableName=TABLE,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "item_id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "item_id", "KeyType": "HASH"}],
        )
        yield client
        client.close()


def stored(client: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.scan(TableName=TABLE)["Items"]
    return items


def numbered(count: int) -> list[dict[str, Any]]:
    return [{**RECORD, "item_id": f"tea-{number}"} for number in range(count)]


def test_an_item_is_stored_with_its_types(dynamodb: Any) -> None:
    assert load_catalogue([{**RECORD, **RULES}], TABLE, dynamodb) == 1

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


@pytest.mark.parametrize("count", [0, 1, 25, 26, 120])
def test_catalogues_of_any_size_are_loaded_whole(dynamodb: Any, count: int) -> None:
    told: list[int] = []

    assert load_catalogue(numbered(count), TABLE, dynamodb, told.append) == count

    assert len(stored(dynamodb)) == count
    assert told == sorted(told)
    assert told[-1:] == ([count] if count else [])


class Reluctant:
    """A DynamoDB that processes one item of each request and puts the others off."""

    def __init__(self) -> None:
        self.items: list[Any] = []

    def batch_write_item(self, *, RequestItems: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: N803 - boto3's name
        first, *rest = RequestItems[TABLE]
        self.items.append(first)
        return {"UnprocessedItems": {TABLE: rest} if rest else {}}


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_write, "_FIRST_PAUSE_SECONDS", 0)


def test_items_that_dynamodb_puts_off_are_sent_again(no_pauses: None) -> None:
    table = Reluctant()

    load_catalogue(numbered(7), TABLE, table)

    assert [item["PutRequest"]["Item"]["item_id"]["S"] for item in table.items] == [f"tea-{n}" for n in range(7)]


def test_a_table_that_puts_items_off_for_good_ends_the_load_with_an_error(no_pauses: None) -> None:
    with pytest.raises(PutOffError, match="put off 17 items 8 times"):
        load_catalogue(numbered(25), TABLE, Reluctant())


def test_a_record_that_is_no_item_is_refused_before_anything_is_written() -> None:
    table = Reluctant()

    with pytest.raises(CatalogueError, match="item 2: title"):
        load_catalogue([{**RECORD, "item_id": "tea-02"}, {**RECORD, "title": None}], TABLE, table)

    assert table.items == []


def test_an_item_that_comes_twice_is_refused() -> None:
    with pytest.raises(CatalogueError, match="item 2: same item_id as item 1"):
        load_catalogue([RECORD, RECORD], TABLE, Reluctant())


@pytest.mark.parametrize("line", [b"{", b"[]", b"7", b"\xff", b'"text"'])
def test_a_line_that_is_no_json_object_is_named_by_its_number(tmp_path: Path, line: bytes) -> None:
    file = tmp_path / "items.jsonl"
    file.write_bytes(json.dumps(RECORD).encode() + b"\n\n" + line + b"\n")

    with pytest.raises(CatalogueError, match="line 3"):
        list(read_records(file))


def test_the_command_loads_a_file_and_says_how_much(
    dynamodb: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "items.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in numbered(30)))
    monkeypatch.setattr("sys.argv", ["load_catalogue", str(file), "--table", TABLE])

    assert main() == 0

    assert len(stored(dynamodb)) == 30
    assert capsys.readouterr().out.splitlines()[-1] == f"catalogue: 30 items in {TABLE}"


@pytest.mark.parametrize(("file", "table"), [("gone.jsonl", TABLE), ("items.jsonl", "no-such-table")])
def test_the_command_reports_a_failure_in_one_line(
    dynamodb: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    file: str,
    table: str,
) -> None:
    (tmp_path / "items.jsonl").write_text(json.dumps(RECORD) + "\n")
    monkeypatch.setattr("sys.argv", ["load_catalogue", str(tmp_path / file), "--table", table])

    assert main() == 1

    assert len(capsys.readouterr().err.splitlines()) == 1
