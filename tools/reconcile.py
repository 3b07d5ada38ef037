"""Find accepted events that have no offer, and replay them: ``python -m tools.reconcile``."""

import argparse
import sys
from datetime import timedelta

from shared.timestamps import utc_now
from tools.command import DONE, FAILED, parser, run, whole_number
from tools.moments import add_range
from tools.recovery.offers import UNSETTLED, Decision
from tools.recovery.replay_command import add_replay_options, replay
from tools.recovery.replaying import Tally

_COMMAND = "reconcile"
_DESCRIPTION = """Find accepted events that have no offer, and replay them.

An event is settled when its offer is known to be published, or when it was decided that it gets none. Any other is
handed to the recommender as the stream would have done. That helps where the stream dropped records (after 24 hours) or
where the failure bucket did. Without a range, it looks at the last 24 hours. It reads the whole interest table. Run
`redrive` first. An event that is older than 35 days and has no decision is refused: it may have had one that was
forgotten."""
_EXAMPLES = """  python -m tools.reconcile --env prod --dry-run
  python -m tools.reconcile --env prod --since 2026-11-20T00:00:00Z --until 2026-11-22T00:00:00Z
  make reconcile                     the local stack that is up
"""
_NOTHING_TO_OFFER = """Nothing to offer: no item was found that suits these events; the metric OfferEmpty counts them.
Load items for their interests and locations (`make catalogue`), and those that another program stored, so that they are
listed where they are sold (docs/catalogue.md); then run this again."""


def main() -> int:
    """Reconcile from the command line."""
    options = parser("reconcile", _DESCRIPTION, _EXAMPLES)
    add_range(options, "accepted")
    options.add_argument(
        "--settle",
        type=whole_number,
        default=5,
        metavar="MINUTES",
        help="without --until, leave what is younger alone; default: 5",
    )
    add_replay_options(options)
    arguments = options.parse_args()
    return run(_COMMAND, lambda: _reconcile(arguments))


def _reconcile(arguments: argparse.Namespace) -> int:
    now = utc_now()
    since = arguments.since or now - timedelta(days=1)
    until = arguments.until or now - timedelta(minutes=arguments.settle)
    return _report(replay(_COMMAND, arguments, since, until, UNSETTLED), arguments.dry_run)


def _report(tally: Tally, dry_run: bool) -> int:
    """Print the counts, and return the exit status."""
    before, after = tally.before, tally.after
    settled = before[Decision.PUBLISHED] + before[Decision.OVER] + before[Decision.WITHHELD]
    undecided, recorded = before[Decision.NONE] - tally.forgotten, before[Decision.RECORDED] + before[Decision.LAPSED]
    counts = f"{_COMMAND}: of {before.total()} events, {settled} are settled"
    if dry_run:
        print(f"{counts}; {undecided} undecided and {recorded} recorded would be replayed")
        return FAILED if tally.forgotten else DONE
    for event_id in tally.nothing:
        print(f"event {event_id}: nothing to offer")
    if tally.nothing:
        print(_NOTHING_TO_OFFER)
    print(
        f"{counts}; {undecided + recorded} replayed: {after[Decision.PUBLISHED] + after[Decision.OVER]} published, "
        f"{after[Decision.WITHHELD]} withheld, {len(tally.nothing)} with nothing to offer, "
        f"{after[Decision.RECORDED]} not known to be published, {len(tally.failed)} failed"
    )
    return FAILED if tally.failed or tally.forgotten or after[Decision.RECORDED] else DONE


if __name__ == "__main__":
    sys.exit(main())
