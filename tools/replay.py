"""Send the offers of a time range again: ``python -m tools.replay --since TIME --until TIME``."""

import argparse
import sys

from tools.command import DONE, FAILED, parser, run
from tools.moments import add_range
from tools.recovery.offers import Decision
from tools.recovery.replay_command import add_replay_options, replay
from tools.recovery.replaying import Tally
from tools.recovery.sending_command import NAMES_FOR_ONE, replay_to_one

_COMMAND = "replay"
_WITH_OFFER = frozenset({Decision.RECORDED, Decision.PUBLISHED})
_EXPIRED = frozenset({Decision.OVER, Decision.LAPSED})
_DESCRIPTION = """Send the offers of a time range again, also those that have left: for consumers that lost them.

Every consumer gets each offer with the id and the bytes that it had, so those that drop repeats notice nothing. With
--consumer one alone gets them: those that its filter lets in, as its subscription delivers them. Events without an
offer are left alone: `reconcile` sees to them. So is an offer that has expired or does within a minute, since no
consumer is to show it any more. It reads the whole interest table."""
_EXAMPLES = """  python -m tools.replay --env prod --since 2026-11-22T20:00:00Z --until 2026-11-22T21:00:00Z --dry-run
  make replay SINCE=2026-11-22T20:00:00Z UNTIL=2026-11-22T21:00:00Z
  make replay SINCE=2026-11-22T20:00:00Z UNTIL=2026-11-22T21:00:00Z CONSUMER=mailer
"""


def main() -> int:
    """Replay from the command line."""
    options = parser("replay", _DESCRIPTION, _EXAMPLES)
    add_range(options, "accepted", required=True)
    options.add_argument("--consumer", metavar="NAME", help="only this one, by its name in offer_subscriptions")
    add_replay_options(options, *NAMES_FOR_ONE)
    arguments = options.parse_args()
    return run(_COMMAND, lambda: _replay(arguments))


def _replay(arguments: argparse.Namespace) -> int:
    if arguments.consumer is not None:
        return replay_to_one(_COMMAND, arguments)
    return _report(replay(_COMMAND, arguments, arguments.since, arguments.until, _WITH_OFFER), arguments.dry_run)


def _report(tally: Tally, dry_run: bool) -> int:
    """Print the counts, and return the exit status."""
    before, after = tally.before, tally.after
    wanted = sum(before[decision] for decision in _WITH_OFFER)
    counts = f"{_COMMAND}: of {before.total()} events, {wanted} have an offer"
    if expired := sum(decisions[each] for decisions in (before, after) for each in _EXPIRED):
        print(f"{_COMMAND}: {expired} offers have expired and are not sent again")
    if dry_run:
        print(f"{counts} that would be sent again")
        return FAILED if tally.forgotten else DONE
    print(
        f"{counts}: {after[Decision.PUBLISHED]} sent again, {after[Decision.WITHHELD]} withheld, "
        f"{after[Decision.RECORDED]} not known to be published, {len(tally.failed)} failed"
    )
    return FAILED if tally.failed or tally.forgotten or after[Decision.RECORDED] else DONE


if __name__ == "__main__":
    sys.exit(main())
