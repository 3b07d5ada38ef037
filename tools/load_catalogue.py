"""Load a catalogue into its table: ``python -m tools.load_catalogue FILE.jsonl [--table NAME]``.

The file holds one item a line, as a JSON object:
``{"item_id": "tea-01", "title": "Rooibos", "category": "organic_food", "price": 4.5, "currency": "ZAR",
"locations": ["cape town"], "popularity": 12}``; the location ``everywhere`` stands for all. It works on AWS and, with
``AWS_ENDPOINT_URL`` set, on the local stack.
"""

import argparse
import itertools
import json
import math
import os
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.paths import FUNCTIONS_DIRECTORY

sys.path.append(str(FUNCTIONS_DIRECTORY))  # the import root of what is deployed
from shared.normalisation import normalised_key

# BatchWriteItem takes at most 25 items:
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
_BATCH = 25
_ATTEMPTS = 8
_FIRST_PAUSE_SECONDS = 0.05

_TEXT = ("item_id", "title", "category", "currency")
_NUMBERS = ("price", "popularity")
_ATTRIBUTES = frozenset({*_TEXT, *_NUMBERS, "locations"})

Record = Mapping[str, Any]
Item = dict[str, dict[str, Any]]


class CatalogueError(ValueError):
    """A record is no catalogue item, or the table did not take it; the message says which and why, without values."""


class DynamoDB(Protocol):
    """The part of boto3's DynamoDB client that loading needs."""

    def batch_write_item(self, *, RequestItems: Mapping[str, Any]) -> Mapping[str, Any]:  # noqa: N803 - boto3's name
        """Write up to 25 items; return those that were not processed."""


def load_catalogue(
    records: Iterable[Record], table: str, client: DynamoDB, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Write ``records`` to ``table`` and return how many; an item that is there already is replaced.

    Every record is checked before the first is written. ``progress`` is told how many are done. Raises
    :class:`CatalogueError` for a record that is no item, or one that the table refuses for too long.
    """
    items = [_item(record, number) for number, record in enumerate(records, start=1)]
    _refuse_repeats(items)
    for done in range(0, len(items), _BATCH):
        _write(items[done : done + _BATCH], table, client)
        progress(min(done + _BATCH, len(items)))
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


def _item(record: Record, number: int) -> Item:
    """Return the record as DynamoDB holds it. Category and locations are normalised as the functions look them up."""
    where = f"item {number}"
    missing, unknown = sorted(_ATTRIBUTES - record.keys()), sorted(record.keys() - _ATTRIBUTES)
    if missing or unknown:
        raise CatalogueError(f"{where}: missing {missing or 'nothing'}, unknown {unknown or 'nothing'}")
    for name in _TEXT:
        if not isinstance(record[name], str) or not record[name].strip():
            raise CatalogueError(f"{where}: {name} must be text that is not empty")
    for name in _NUMBERS:
        value = record[name]
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or not 0 <= value < math.inf:
            raise CatalogueError(f"{where}: {name} must be a number that is not negative")
    locations = record["locations"]
    if (
        not isinstance(locations, list)
        or not locations
        or not all(isinstance(name, str) and name.strip() for name in locations)
    ):
        raise CatalogueError(f'{where}: locations must be a list of names, or ["everywhere"]')
    return {
        **{name: {"S": record[name]} for name in _TEXT},
        **{name: {"N": str(record[name])} for name in _NUMBERS},
        "category": {"S": normalised_key(record["category"])},
        "locations": {"SS": sorted({normalised_key(name) for name in locations})},
    }


def _refuse_repeats(items: list[Item]) -> None:
    seen: dict[str, int] = {}
    for number, item in enumerate(items, start=1):
        first = seen.setdefault(item["item_id"]["S"], number)
        if first != number:
            raise CatalogueError(f"item {number}: same item_id as item {first}")


def _write(items: list[Item], table: str, client: DynamoDB) -> None:
    """Write up to 25 items, again and again those that DynamoDB put off, with growing, random pauses.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html#Programming.Errors.BatchOperations
    """
    waiting: Mapping[str, Any] = {table: [{"PutRequest": {"Item": item}} for item in items]}
    for attempt in itertools.count():
        waiting = client.batch_write_item(RequestItems=waiting)["UnprocessedItems"]
        if not waiting:
            return
        if attempt + 1 == _ATTEMPTS:
            raise CatalogueError(f"{table} put off {len(waiting[table])} items {_ATTEMPTS} times: load again later")
        time.sleep(random.uniform(0, _FIRST_PAUSE_SECONDS * 2**attempt))  # noqa: S311 - spreads retries, no secret


def main() -> int:
    """Load from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.load_catalogue", description="Load a catalogue.")
    parser.add_argument("file", type=Path, help="JSON lines, one item each")
    parser.add_argument("--table", default=os.environ.get("CATALOGUE_TABLE"), help="default: $CATALOGUE_TABLE")
    arguments = parser.parse_args()
    if not arguments.table:
        parser.error("name the table with --table or CATALOGUE_TABLE")
    try:
        loaded = load_catalogue(
            read_records(arguments.file),
            arguments.table,
            boto3.client("dynamodb", region_name=os.environ.get("AWS_REGION")),  # Terraform's name, which boto3 ignores
            lambda done: print(f"catalogue: {done} items written", flush=True),
        )
    except (CatalogueError, OSError) as problem:
        print(f"{arguments.file}: {problem}", file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError) as problem:
        print(f"DynamoDB: {problem}", file=sys.stderr)
        return 1
    print(f"catalogue: {loaded} items in {arguments.table}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
