"""Stop offers to customers, or let them have offers again: ``python -m tools.do_not_contact FILE [--remove]``."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from jsonschema import Draft4Validator

from shared.customers.records import DO_NOT_CONTACT, key
from tools.batch_write import Request, write
from tools.command import DONE, FAILED, Progress, parser, run
from tools.deployed import add_options, find
from tools.lines import RefusedLinesError, flaw, numbered
from tools.paths import ROOT

_COMMAND = "do-not-contact"
_SCHEMA = ROOT / "contracts" / "recommend-request.v1.schema.json"
_DESCRIPTION = """Stop offers to customers, or let them have offers again with --remove.

The file holds one customer id a line, in UTF-8, as an editor or a spreadsheet of one column writes it: with or without
quotes, empty lines and the heading customer_id. All lines are checked before the first is written, and a wrong one is
named by its number, with the reason: ids are personal data and never printed. It counts from the next event on; doing
it twice does no harm."""
_EXAMPLES = """  python -m tools.do_not_contact ids.txt --env prod
  python -m tools.do_not_contact ids.txt --env prod --remove
  make do-not-contact FILE=ids.txt   the local stack that is up
"""


def customer_ids(content: bytes) -> list[str]:
    """Return the ids in a file's ``content``, one a line, each once.

    Raises :class:`tools.lines.RefusedLinesError` for lines that hold no ``customer_id`` as the contract allows it.
    """
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))["properties"]["customer_id"]
    rule = Draft4Validator(schema)
    ids, refused = dict[str, None](), dict[int, str]()
    for number, value in numbered(content, heading="customer_id"):
        if rule.is_valid(value):
            ids[value] = None
        else:
            refused[number] = flaw(value) or _why(value, schema["maxLength"])
    if refused:
        raise RefusedLinesError(refused)
    return list(ids)


def _why(value: str, longest: int) -> str:
    if "@" in value:
        return "an e-mail address"
    if len(value) > longest:
        return f"more than {longest} characters"
    return "other characters than letters, digits, hyphens and underscores"


def requests(ids: Iterable[str], *, remove: bool) -> list[Request]:
    """Return what writes, or with ``remove`` deletes, the customers' records."""
    keys = [key(customer_id, DO_NOT_CONTACT) for customer_id in ids]
    return [{"DeleteRequest": {"Key": each}} if remove else {"PutRequest": {"Item": each}} for each in keys]


def main() -> int:
    """Write from the command line."""
    options = parser("do_not_contact", _DESCRIPTION, _EXAMPLES)
    options.add_argument("file", type=_file, help="one customer id a line")
    options.add_argument("--remove", action="store_true", help="let these customers have offers again")
    add_options(options, "CUSTOMERS_TABLE")
    arguments = options.parse_args()
    return run(_COMMAND, lambda: _write(arguments))


def _file(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("say which: FILE=ids.txt")
    return Path(text)


def _write(arguments: argparse.Namespace) -> int:
    try:
        ids = customer_ids(arguments.file.read_bytes())
    except OSError as problem:
        print(f"{_COMMAND}: {problem.strerror}: {arguments.file}", file=sys.stderr)
        return FAILED
    except RefusedLinesError as refused:
        print(f"{_COMMAND}: nothing was done: {arguments.file} has lines without a customer id", file=sys.stderr)
        print(refused, file=sys.stderr)
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
