"""Deliver what is in a consumer's dead-letter queue to that consumer again: ``python -m tools.drain CONSUMER``."""

import argparse
import sys

from tools.command import DONE, FAILED, Progress, parser, run, whole_number
from tools.deployed import add_options, find
from tools.recovery.consumers import find_consumer
from tools.recovery.draining import MOST_FAILURES_IN_A_ROW, Drain

_COMMAND = "drain"
_DESCRIPTION = f"""Deliver what is in a consumer's dead-letter queue to that consumer again, and to no other.

A queue is sent each message with its attributes, a function is invoked with it, an HTTPS address is posted it, as SNS
would. A message is deleted once it was taken: by the queue, by a function that succeeded, by an address that answered
2xx. Any other stays and is printed with the reason; after {MOST_FAILURES_IN_A_ROW} in a row it gives up. What arrives
meanwhile is left alone. Interrupted in the middle of a delivery, it delivers that message again: its id is the same.
Without --limit, it has failed when messages stay, for whatever reason: run it again."""
_EXAMPLES = """  python -m tools.drain --env prod mailer --dry-run
  python -m tools.drain --env prod mailer --limit 1
  make drain CONSUMER=consumer       the local stack that is up
"""


def main() -> int:
    """Drain from the command line."""
    options = parser("drain", _DESCRIPTION, _EXAMPLES)
    options.add_argument("consumer", metavar="CONSUMER", help="its name in offer_subscriptions")
    options.add_argument("--dry-run", action="store_true", help="touch nothing; say how many messages there are")
    options.add_argument("--limit", type=whole_number, metavar="N", help="deliver so many messages")
    add_options(options, "CONSUMERS")
    arguments = options.parse_args()
    return run(_COMMAND, lambda: _drain(arguments))


def _drain(arguments: argparse.Namespace) -> int:
    deployment = find(arguments, "CONSUMERS")
    consumer = find_consumer(deployment, arguments.consumer)
    delivery = consumer.delivery(deployment)
    queue = consumer.dead_letters(deployment, delivery)
    waiting = queue.look().waiting
    print(f"{_COMMAND}: {queue.url}", file=sys.stderr)
    if arguments.dry_run:
        print(f"{_COMMAND}: about {waiting} messages would be delivered to {arguments.consumer}")
        return DONE
    progress, taken, failed, held = Progress(_COMMAND), 0, 0, 0
    for portion in Drain(queue, delivery, arguments.limit).run():
        taken, failed, held = taken + portion.taken, failed + len(portion.failed), portion.held
        print("".join(f"{line}\n" for line in portion.failed), end="", flush=True)
        progress(f"{taken} of about {waiting} messages taken")
    has_failed, limited = failed > 0, arguments.limit is not None
    remaining = queue.remaining(held, at_once=has_failed or limited)
    print(f"{_COMMAND}: {taken} messages taken by {arguments.consumer}, {remaining} stay")
    return FAILED if has_failed or (remaining and not limited) else DONE


if __name__ == "__main__":
    sys.exit(main())
