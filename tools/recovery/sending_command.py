"""The command line of a replay to one consumer."""

import argparse
import sys

from shared.customers.do_not_contact import DoNotContactList
from shared.offers.reader import RecordedOffers
from tools.command import DONE, FAILED, Progress
from tools.deployed import NoDeploymentError, find
from tools.recovery.consumers import Consumer, find_consumer
from tools.recovery.interests import Interests
from tools.recovery.sending import GivenUpError, Outcome, Sending, Sent

NAMES_FOR_ONE = ("CONSUMERS", "CUSTOMERS_TABLE")
_NAMES = ("INTEREST_TABLE", "OFFERS_TABLE", "CUSTOMERS_TABLE")


def replay_to_one(command: str, arguments: argparse.Namespace) -> int:
    """Send the offers of a time range to one consumer, print what came of it, and return the exit status.

    Raises :class:`~tools.deployed.NoDeploymentError`, and what :meth:`Sending.run` raises but its giving up.
    """
    deployment = find(arguments, *_NAMES, "CONSUMERS")
    consumer = find_consumer(deployment, arguments.consumer)
    _refuse_what_cannot_be_sent(arguments.consumer, consumer)
    where = ", ".join(deployment.names[name] for name in _NAMES)
    print(f"{command}: {where} at {deployment.place}, to {arguments.consumer} alone", file=sys.stderr)
    dynamodb = deployment.client("dynamodb")
    sending = Sending(
        Interests(dynamodb, deployment.names["INTEREST_TABLE"]),
        RecordedOffers(dynamodb, deployment.names["OFFERS_TABLE"]),
        DoNotContactList(dynamodb, deployment.names["CUSTOMERS_TABLE"]),
        consumer,
        None if arguments.dry_run else consumer.delivery(deployment),
    )
    total, progress, gave_up = Sent(), Progress(command), False

    def report(portion: Sent) -> None:
        total.add(portion)
        print("".join(f"{line}\n" for line in portion.failed), end="", flush=True)
        progress(f"{total.outcomes.total()} events found, {total.outcomes[Outcome.TAKEN]} taken")

    try:
        sending.run(arguments.since, arguments.until, report)
    except GivenUpError as problem:
        gave_up = True
        print(f"{command}: {problem}", file=sys.stderr)
    print(f"{command}: {_counts(total, arguments.consumer, arguments.dry_run)}")
    return FAILED if gave_up or total.failed else DONE


def _counts(total: Sent, consumer: str, dry_run: bool) -> str:
    counted = total.outcomes
    offers = counted.total() - counted[Outcome.NONE]
    start = f"of {counted.total()} events, {offers} have an offer"
    if dry_run:
        return f"{start}, of which {counted[Outcome.WANTED]} would be sent to {consumer}"
    return (
        f"{start}: {counted[Outcome.TAKEN]} taken by {consumer}, {counted[Outcome.WITHHELD]} withheld, "
        f"{counted[Outcome.OVER]} expired, "
        f"{counted[Outcome.FILTERED]} filtered out, {counted[Outcome.FAILED]} failed"
    )


def _refuse_what_cannot_be_sent(name: str, consumer: Consumer) -> None:
    if consumer.filter_policy is None:
        raise NoDeploymentError(
            f"What {name} filters cannot be told here: it has filter_any_of or a filter_scope, which SNS alone "
            "evaluates, or the environment is older than this (`make apply`). Replay to all, without --consumer."
        )
    if consumer.protocol == "https" and not consumer.raw_message_delivery:
        raise NoDeploymentError(
            f"{name} gets offers in an envelope that SNS alone can sign: replay to all consumers, without --consumer."
        )
