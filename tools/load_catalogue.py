"""Load a catalogue into its table: ``python -m tools.load_catalogue FILE.jsonl``."""

import argparse
import sys
from pathlib import Path

from tools import catalogue_file
from tools.catalogue_command import add_file, refused
from tools.catalogue_store import CatalogueStore
from tools.command import DONE, Progress, parser, run
from tools.deployed import add_options, find

_COMMAND = "catalogue"
_DESCRIPTION = """Load a catalogue into its table; an item that is there already is replaced, and no other is touched.

All lines are checked before the first item is written. The file holds one item a line, as a JSON object:

  {"item_id": "tea-01", "title": "Rooibos", "category": "organic_food", "price": 4.5, "currency": "ZAR",
   "locations": ["cape town"], "popularity": 12}

The location "everywhere" stands for all. An item may also hold "discount_percent": 15, when it may be offered
("active_from": "2026-11-27T00:00:00+02:00", "active_until"), "in_stock": false, and to whom it may not be offered
("excluded_locations", "excluded_interests": lists as "locations" is one)."""
_EXAMPLES = """  python -m tools.load_catalogue catalogue.jsonl --env dev
  make catalogue FILE=catalogue.jsonl ENV=dev
"""


def main() -> int:
    """Load from the command line."""
    options = parser("load_catalogue", _DESCRIPTION, _EXAMPLES)
    add_file(options)
    add_options(options, "CATALOGUE_TABLE")
    arguments = options.parse_args()
    return run(_COMMAND, lambda: refused(arguments.file, lambda: _load(arguments, arguments.file)))


def _load(arguments: argparse.Namespace, path: Path) -> int:
    deployment, progress = find(arguments, "CATALOGUE_TABLE"), Progress(_COMMAND)
    print(f"{_COMMAND}: {deployment}", file=sys.stderr)
    table = deployment.names["CATALOGUE_TABLE"]
    store = CatalogueStore(deployment.client("dynamodb"), table)
    with catalogue_file.opened(path) as file:
        count = len(file.check(lambda number: progress(f"line {number} checked")))
        store.put(file.items(), lambda done: progress(f"{done} of {count} items written"))
    print(f"{_COMMAND}: {count} items in {table}")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
