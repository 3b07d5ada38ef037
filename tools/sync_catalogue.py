"""Make a catalogue what a file says: ``python -m tools.sync_catalogue FILE.jsonl``."""

import argparse
import sys
from pathlib import Path

from tools import catalogue_file
from tools.catalogue_command import EmptiedError, add_file, add_removal_options, refused
from tools.catalogue_file import CatalogueFile
from tools.catalogue_listings import places
from tools.catalogue_store import CatalogueStore, Listing
from tools.command import DONE, Progress, parser, run
from tools.deployed import add_options, find

_COMMAND = "catalogue-sync"
_DESCRIPTION = """Make a catalogue what a file says: load its items, then remove every item that it does not hold.

The file is checked and loaded as `make catalogue` does it. Listings whose item another program deleted or moved go as
well (docs/catalogue.md). A file that keeps none of the items that are there, as an empty one, is refused without
--empty. Offers that were made stay as they are."""
_EXAMPLES = """  python -m tools.sync_catalogue catalogue.jsonl --env prod --dry-run
  make catalogue-sync FILE=catalogue.jsonl ENV=prod
  make catalogue-sync FILE=catalogue.jsonl     the local stack that is up
"""


def main() -> int:
    """Synchronise from the command line."""
    options = parser("sync_catalogue", _DESCRIPTION, _EXAMPLES)
    add_file(options)
    add_removal_options(options)
    add_options(options, "CATALOGUE_TABLE")
    arguments = options.parse_args()
    return run(_COMMAND, lambda: refused(arguments.file, lambda: _sync(arguments, arguments.file)))


def _sync(arguments: argparse.Namespace, path: Path) -> int:
    deployment, progress = find(arguments, "CATALOGUE_TABLE"), Progress(_COMMAND)
    print(f"{_COMMAND}: {deployment}", file=sys.stderr)
    store = CatalogueStore(deployment.client("dynamodb"), deployment.names["CATALOGUE_TABLE"])
    with catalogue_file.opened(path) as file:
        ids = file.check(lambda number: progress(f"line {number} checked"))
        kept, others = _divided(store, ids)
        if others and not kept and not arguments.empty:
            raise EmptiedError
        stray = _stray(store, file)
        counts = f"{len(ids) - kept} new, {kept} replaced, {len(others)} removed"
        if arguments.dry_run:
            print(f"{_COMMAND}: would be {counts}")
            _say_stray(len(stray), "would be removed")
            return DONE
        store.put(file.items(), lambda done: progress(f"{done} of {len(ids)} items written"))
    store.remove(others, lambda done: progress(f"{done} of {len(others)} items removed"))
    unlisted = store.unlist(stray)
    print(f"{_COMMAND}: {counts}")
    _say_stray(unlisted, "removed")
    return DONE


def _divided(store: CatalogueStore, ids: frozenset[str]) -> tuple[int, list[str]]:
    """Return how many of the stored items are among ``ids``, and the others."""
    kept, others = 0, []
    for item_id in store.ids():
        if item_id in ids:
            kept += 1
        else:
            others.append(item_id)
    return kept, others


def _stray(store: CatalogueStore, file: CatalogueFile) -> list[Listing]:
    """Return the listings that other programs left behind and that loading ``file`` does not make right."""
    stray = set(store.stray_listings())
    for item in file.items() if stray else ():
        stray.difference_update((item["item_id"]["S"], place) for place in places(item))
    return sorted(stray)


def _say_stray(count: int, what: str) -> None:
    if count:
        print(f"{_COMMAND}: {count} listings {what} whose item is gone or sold elsewhere")


if __name__ == "__main__":
    sys.exit(main())
