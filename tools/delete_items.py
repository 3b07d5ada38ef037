"""Remove items from a catalogue: ``python -m tools.delete_items FILE``."""

import argparse
import sys
from pathlib import Path

from tools.catalogue_command import EmptiedError, add_removal_options, refused
from tools.catalogue_ids import item_ids
from tools.catalogue_store import CatalogueStore
from tools.command import DONE, Progress, parser, run
from tools.deployed import add_options, find

_COMMAND = "catalogue-delete"
_DESCRIPTION = """Remove items from a catalogue. From the next event on they are not offered; what was offered stays.

The file holds one item id a line. All lines are checked before the first item is removed; ids that the catalogue does
not know are counted. A file that keeps none of the items that are there is refused without --empty."""
_EXAMPLES = """  python -m tools.delete_items ids.txt --env prod --dry-run
  make catalogue-delete FILE=ids.txt ENV=prod
  make catalogue-delete FILE=ids.txt     the local stack that is up
"""


def main() -> int:
    """Delete from the command line."""
    options = parser("delete_items", _DESCRIPTION, _EXAMPLES)
    options.add_argument("file", type=Path, help="one item id a line")
    add_removal_options(options)
    add_options(options, "CATALOGUE_TABLE")
    arguments = options.parse_args()
    return run(_COMMAND, lambda: refused(arguments.file, lambda: _delete(arguments, arguments.file)))


def _delete(arguments: argparse.Namespace, path: Path) -> int:
    with path.open("rb") as lines:
        ids = item_ids(lines)
    deployment = find(arguments, "CATALOGUE_TABLE")
    print(f"{_COMMAND}: {deployment}", file=sys.stderr)
    store = CatalogueStore(deployment.client("dynamodb"), deployment.names["CATALOGUE_TABLE"])
    known = store.count(ids)
    if known and not arguments.empty and all(item_id in ids for item_id in store.ids()):
        raise EmptiedError
    if arguments.dry_run:
        print(f"{_COMMAND}: {known} items would be removed, {len(ids) - known} are not there")
        return DONE
    progress = Progress(_COMMAND)
    removed = store.remove(sorted(ids), lambda done: progress(f"{done} of {len(ids)} ids"))
    print(f"{_COMMAND}: {removed} items removed, {len(ids) - removed} were not there")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
