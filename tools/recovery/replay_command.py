"""What the command lines of reconcile and replay share."""

import argparse
import sys
from datetime import datetime

from shared.offers.retention import LEAST
from tools.command import Progress
from tools.deployed import add_options, find
from tools.recovery.deployed_recommender import INVOCATION_SECONDS, DeployedRecommender
from tools.recovery.interests import Interests
from tools.recovery.offers import Decision, Offers
from tools.recovery.replaying import Replay, Tally

_FORGOTTEN = f"""older than {LEAST.days} days, and nothing is known of them: what was decided may have been forgotten,
and a second offer would go out under the same id. They are left alone."""
_NAMES = ("INTEREST_TABLE", "OFFERS_TABLE", "RECOMMENDER_FUNCTION")


def add_replay_options(parser: argparse.ArgumentParser, *further: str) -> None:
    """Let the command line say which deployment, also by the names ``further``, and that nothing is to be touched."""
    parser.add_argument("--dry-run", action="store_true", help="touch nothing; say what would be done")
    add_options(parser, *_NAMES, *further)


def replay(
    command: str, arguments: argparse.Namespace, since: datetime, until: datetime, wanted: frozenset[Decision]
) -> Tally:
    """Replay the events of a time range whose decision is ``wanted``, and print each one that fails, with the reason.

    Raises :class:`~tools.deployed.NoDeploymentError` and what :meth:`Replay.run` raises.
    """
    deployment = find(arguments, *_NAMES)
    print(f"{command}: {deployment}", file=sys.stderr)
    dynamodb = deployment.client("dynamodb")
    work = Replay(
        Interests(dynamodb, deployment.names["INTEREST_TABLE"]),
        Offers(dynamodb, deployment.names["OFFERS_TABLE"]),
        DeployedRecommender(deployment.client("lambda", INVOCATION_SECONDS), deployment.names["RECOMMENDER_FUNCTION"]),
        wanted,
        arguments.dry_run,
    )
    total, progress = Tally(), Progress(command)

    def report(portion: Tally) -> None:
        total.add(portion)
        for line in portion.failed:
            print(line, flush=True)
        progress(f"{total.before.total()} events found, {total.after.total()} handed over")

    work.run(since, until, report)
    if total.forgotten:
        print(f"{command}: {total.forgotten} events are {_FORGOTTEN}")
    return total
