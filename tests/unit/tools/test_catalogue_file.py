"""A file with a catalogue: read line by line, every line checked, none kept."""

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from tests.support.unit.tools.catalogue_records import RECORD, numbered
from tests.support.unit.tools.catalogue_tables import TABLE
from tools import catalogue_file
from tools.catalogue_file import CatalogueFileError
from tools.catalogue_store import CatalogueStore


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "items.jsonl"


def check(file: Path) -> frozenset[str]:
    with catalogue_file.opened(file) as opened:
        return opened.check(lambda _: None)


HEAVY = b'{"item_id": "' + b"x" * 3_000_000 + b'"}'
BAD_LINES = [b"{", b"[]", b"7", b"\xff", b'"text"', b"[" * 100_000, b"{}", b'{"item_id": "\\ud83d"}', HEAVY]


@pytest.mark.parametrize("line", BAD_LINES, ids=range(len(BAD_LINES)))
def test_a_line_that_holds_no_item_is_named_by_its_number(file: Path, line: bytes) -> None:
    file.write_bytes(json.dumps(RECORD).encode() + b"\n\n" + line + b"\n" + json.dumps(RECORD).encode())

    with pytest.raises(CatalogueFileError) as caught:
        check(file)

    first, second = str(caught.value).splitlines()
    assert first.startswith("line 3: ")
    assert second == "line 4: same item_id as line 1"


def test_a_number_of_any_size_is_refused_as_a_number(file: Path) -> None:
    for price in ("1" * 5000, "1e999999999999999999999", "1e400", "NaN", "Infinity"):
        file.write_text(json.dumps(RECORD).replace("4.5", price))
        with pytest.raises(CatalogueFileError, match=r"^line 1: price must"):
            check(file)


def test_the_first_problems_of_a_file_are_reported_together(file: Path) -> None:
    file.write_text("".join(json.dumps({**each, "currency": "usd"}) + "\n" for each in numbered(30)))

    with pytest.raises(CatalogueFileError) as caught:
        check(file)

    problem = "currency must be an ISO 4217 code: three capital letters, such as ZAR"
    assert str(caught.value).splitlines() == [f"line {number}: {problem}" for number in range(1, 11)]


class Forgetful:
    """A DynamoDB that takes everything and keeps only how much."""

    items = 0

    def batch_get_item(self, **_: Any) -> dict[str, Any]:
        return {}

    def batch_write_item(self, *, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - boto3's name
        self.items += len(RequestItems.get(TABLE, ()))
        return {"UnprocessedItems": {}}


def test_a_file_is_never_held_in_memory(file: Path) -> None:
    """Of each item its id is kept, to find repeats; a title of 20,000 characters is not."""
    with file.open("w") as lines:
        lines.writelines(json.dumps({**each, "title": "t" * 20_000}) + "\n" for each in numbered(1000))
    table = Forgetful()

    tracemalloc.start()
    try:
        with catalogue_file.opened(file) as opened:
            opened.check(lambda _: None)
            CatalogueStore(table, TABLE).put(opened.items())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert table.items == 1000
    assert peak < file.stat().st_size / 4
