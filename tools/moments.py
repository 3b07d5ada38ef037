"""Points in time as people write them: ISO 8601 with a zone."""

import argparse
from datetime import UTC, datetime


def moment(text: str) -> datetime:
    """Return the point in time that ``text`` names, in UTC. Raises ``ValueError``, also where the zone is missing."""
    try:
        named = datetime.fromisoformat(text)
        if named.tzinfo is None:
            raise ValueError
        return named.astimezone(UTC)
    except (OverflowError, ValueError):
        raise ValueError("must be ISO 8601 with a zone, such as 2026-11-22T20:32:45Z") from None


def add_range(options: argparse.ArgumentParser, what: str, *, required: bool = False) -> None:
    """Let a command line say ``--since`` and ``--until``; ``what`` is what happened in the meantime."""
    for option, meaning in (("--since", "from then on"), ("--until", "before then")):
        help_ = f"{what} {meaning}, as 2026-11-22T20:32:45Z"
        options.add_argument(option, type=_argument, metavar="TIME", required=required, help=help_)


def _argument(text: str) -> datetime:
    """Return :func:`moment` of an argument, for argparse."""
    try:
        return moment(text)
    except ValueError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None
