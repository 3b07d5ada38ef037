"""Stop offers to customers, or let them have offers again: ``python -m tools.do_not_contact FILE [--remove]``."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from jsonschema import Draft4Validator

from recommender.customer_records import DO_NOT_CONTACT, key
from tools.batch_write import Request, write
from tools.command import DONE, FAILED, Progress, parser, run
from tools.deployed import add_options, find
from tools.paths import ROOT

_COMMAND = "do-not-contact"
_SCHEMA = ROOT / "contracts" / "recommend-request.v1.schema.json"
_DESCRIPTION = """Stop offers to customers, or let them have offers again with --remove.

The file holds one customer id a line. All lines are checked before the first is written, and a wrong one is named by
its number: ids are personal data and never printed. It counts from the next event on; doing it twice does no harm."""
_EXAMPLES = """  python -m tools.do_not_contact ids.txt --env prod
  python -m tools.do_not_contact ids.txt --env prod --remove
  make do-not-contact FILE=ids.txt   the local stack that is up
"""


class CustomerListError(ValueError):
    """Lines of the file hold no customer id; the message has their numbers."""


def customer_ids(lines: Iterable[bytes]) -> list[str]:
    """Return the ids, one a line, each once; empty lines are allowed.

    Raises :class:`CustomerListError` for a line that is not what the contract allows as a ``customer_id``.
    """
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))["properties"]["customer_id"]
    rule = Draft4Validator(schema)
    texts = {number: line.decode(errors="replace").strip() for number, line in enumerate(lines, start=1)}
    wrong = [str(number) for number, text in texts.items() if text and not rule.is_valid(text)]
    if wrong:
        raise CustomerListError(f"no customer id: line {', '.join(wrong[:10])}{' and more' if wrong[10:] else ''}")
    return list(dict.fromkeys(filter(None, texts.values())))


def requests(ids: Iterable[str], *, remove: bool) -> list[Request]:
    """Return what writes, or with ``remove`` deletes, the customers' records."""
    keys = [key(customer_id, DO_NOT_CONTACT) for customer_id in ids]
    return [{"DeleteRequest": {"Key": each}} if remove else {"PutRequest": {"Item": each}} for each in keys]


def main() -> int:
    """Write from the command line."""
    options = parser("do_not_contact", _DESCRIPTION, _EXAMPLES)
    options.add_argument("file", type=Path, help="one customer id a line")
    options.add_argument("--remove", action="store_true", help="let these customers have offers again")
    add_options(options, "CUSTOMERS_TABLE")
    arguments = options.parse_args()
    return run(_COMMAND, lambda: _write(arguments))


def _write(arguments: argparse.Namespace) -> int:
    try:
        with arguments.file.open("rb") as lines:
            ids = customer_ids(lines)
    except (CustomerListError, OSError) as problem:
        print(f"{arguments.file}: {problem}", file=sys.stderr)
        return FAILED
    deployment = find(arguments, "CUSTOMERS_TABLE")
    print(f"{_COMMAND}: {deployment}", file=sys.stderr)
    progress = Progress(_COMMAND)
    table, client = deployment.names["CUSTOMERS_TABLE"], deployment.client("dynamodb")
    write(requests(ids, remove=arguments.remove), table, client, lambda done: progress(f"{done} of {len(ids)}"))
    print(f"{_COMMAND}: {len(ids)} customers {'may have offers again' if arguments.remove else 'get no more offers'}")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
