"""Load a catalogue into its table: ``python -m tools.load_catalogue FILE.jsonl``."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from tools.batch_write import DynamoDB, write
from tools.catalogue_item import CatalogueError, Item, Record, catalogue_item
from tools.command import DONE, FAILED, parser, run
from tools.deployed import add_options, find

_COMMAND = "catalogue"
_DESCRIPTION = """Load a catalogue into its table; an item that is there already is replaced.

The file holds one item a line, as a JSON object:

  {"item_id": "tea-01", "title": "Rooibos", "category": "organic_food", "price": 4.5, "currency": "ZAR",
   "locations": ["cape town"], "popularity": 12}

The location "everywhere" stands for all. An item may also hold "discount_percent": 15, when it may be offered
("active_from": "2026-11-27T00:00:00+02:00", "active_until"), "in_stock": false, and to whom it may not be offered
("excluded_locations", "excluded_interests": lists as "locations" is one)."""
_EXAMPLES = """  python -m tools.load_catalogue catalogue.jsonl --env dev
  make catalogue FILE=catalogue.jsonl ENV=dev
"""


def load_catalogue(
    records: Iterable[Record], table: str, client: DynamoDB, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Write ``records`` to ``table`` and return how many; an item that is there already is replaced.

    Every record is checked before the first is written. ``progress`` is told how many are done. Raises
    :class:`CatalogueError` for a record that is no item, and what :func:`tools.batch_write.write` raises.
    """
    items = [catalogue_item(record, number) for number, record in enumerate(records, start=1)]
    _refuse_repeats(items)
    write([{"PutRequest": {"Item": item}} for item in items], table, client, progress)
    return len(items)


def read_records(path: Path) -> Iterator[Record]:
    """Yield the objects of a JSON-lines file; empty lines are allowed. Raises :class:`CatalogueError`."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line, parse_float=Decimal)
            except ValueError:
                raise CatalogueError(f"line {number} is not JSON in UTF-8") from None
            if not isinstance(record, dict):
                raise CatalogueError(f"line {number} is not a JSON object")
            yield record


def _refuse_repeats(items: list[Item]) -> None:
    seen: dict[str, int] = {}
    for number, item in enumerate(items, start=1):
        first = seen.setdefault(item["item_id"]["S"], number)
        if first != number:
            raise CatalogueError(f"item {number}: same item_id as item {first}")


def main() -> int:
    """Load from the command line."""
    options = parser("load_catalogue", _DESCRIPTION, _EXAMPLES)
    options.add_argument("file", type=Path, help="JSON lines, one item each")
    add_options(options, "CATALOGUE_TABLE")
    arguments = options.parse_args()
    return run(_COMMAND, lambda: _load(arguments))


def _load(arguments: argparse.Namespace) -> int:
    deployment = find(arguments, "CATALOGUE_TABLE")
    table = deployment.names["CATALOGUE_TABLE"]
    try:
        loaded = load_catalogue(
            read_records(arguments.file),
            table,
            deployment.client("dynamodb"),
            lambda done: print(f"{_COMMAND}: {done} items written", flush=True),
        )
    except (CatalogueError, OSError) as problem:
        print(f"{arguments.file}: {problem}", file=sys.stderr)
        return FAILED
    print(f"{_COMMAND}: {loaded} items in {table}")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
