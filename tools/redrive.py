"""Hand the records that ended in the failure bucket to the recommender again: ``python -m tools.redrive``."""

import argparse
import itertools
import sys

from tools.command import DONE, FAILED, Progress, parser, run, whole_number
from tools.deployed import add_options, find
from tools.moments import add_range
from tools.recovery.deployed_recommender import INVOCATION_SECONDS, DeployedRecommender
from tools.recovery.failure_bucket import FailureBucket
from tools.recovery.redriving import Redrive

_COMMAND = "redrive"
_DESCRIPTION = """Hand the records that ended in the failure bucket to the recommender again.

An object whose records all succeed is deleted. Any other stays, and each record that keeps it is printed with the
reason: poison, which no repeat helps, or how it failed this time. Run it as often as you like: an offer that has left
is not published again."""
_EXAMPLES = """  python -m tools.redrive --env prod --dry-run
  python -m tools.redrive --env prod --since 2026-11-22T20:00:00Z --condition RetryAttemptsExhausted
  make redrive                       the local stack that is up
"""


def main() -> int:
    """Redrive from the command line."""
    options = parser("redrive", _DESCRIPTION, _EXAMPLES)
    options.add_argument("--dry-run", action="store_true", help="touch nothing; say what would be done")
    add_range(options, "failed")
    options.add_argument("--condition", metavar="NAME", help="only this one: RetryAttemptsExhausted, RecordAgeExceeded")
    options.add_argument("--limit", type=whole_number, metavar="N", help="look at so many objects, oldest first")
    add_options(options, "FAILURE_BUCKET", "RECOMMENDER_FUNCTION")
    arguments = options.parse_args()
    return run(_COMMAND, lambda: _redrive(arguments))


def _redrive(arguments: argparse.Namespace) -> int:
    deployment = find(arguments, "FAILURE_BUCKET", "RECOMMENDER_FUNCTION")
    print(f"{_COMMAND}: {deployment}", file=sys.stderr)
    bucket = FailureBucket(deployment.client("s3"), deployment.names["FAILURE_BUCKET"])
    recommender = DeployedRecommender(
        deployment.client("lambda", INVOCATION_SECONDS), deployment.names["RECOMMENDER_FUNCTION"]
    )
    keys = list(itertools.islice(bucket.keys(arguments.since, arguments.until), arguments.limit))
    progress = Progress(_COMMAND)
    objects = records = done = kept = 0
    for portion in Redrive(bucket, recommender, arguments.condition, arguments.dry_run).run(keys):
        objects, records = objects + portion.objects, records + portion.records
        done, kept = done + len(portion.done), kept + len(portion.stays)
        for key, reasons in portion.stays.items():
            print("".join(f"{key}: {reason}\n" for reason in reasons), end="", flush=True)
        progress(f"{objects} of {len(keys)} objects")
    if arguments.dry_run:
        print(f"{_COMMAND}: of {objects} objects, {records} records would be handed over and {kept} objects would stay")
    else:
        print(f"{_COMMAND}: of {objects} objects, {records} records handed over, {done} deleted, {kept} stay")
    return FAILED if kept else DONE


if __name__ == "__main__":
    sys.exit(main())
