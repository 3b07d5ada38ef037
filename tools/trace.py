"""Print the traces of one event as trees: ``python -m tools.trace EVENT``."""

import argparse
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.trace_header import TraceHeader
from tools import trace_tree
from tools.command import DONE, FAILED, parser, run
from tools.deployed import add_options, find
from tools.moments import add_range

_COMMAND = "trace"
_DESCRIPTION = """Print the traces of one event, from the storefront's request to the topic, oldest first.

There is one for each request that had the event: a repeat with the same Idempotency-Key is another request. What is
searched are the last six hours, unless --since says otherwise; X-Ray keeps traces for 30 days."""
_EXAMPLES = """  make trace EVENT=7c0f3f5e-52f8-4f0e-9d2c-1d5d0a3f6a10
  python -m tools.trace --env prod 7c0f3f5e-52f8-4f0e-9d2c-1d5d0a3f6a10 --since 2026-11-22T20:00:00Z
  python -m tools.trace --env prod --trace 1-6745a1b2-0123456789abcdef01234567
"""
_NOTHING = "no such trace: it was not sampled, or began earlier (--since), or is not there yet (on AWS, wait a minute)"

# GetTraceSummaries takes no longer range: https://docs.aws.amazon.com/general/latest/gr/xray.html
_LONGEST_RANGE = timedelta(hours=6)


def main() -> int:
    """Print traces from the command line."""
    options = parser(_COMMAND, _DESCRIPTION, _EXAMPLES)
    wanted = options.add_mutually_exclusive_group(required=True)
    wanted.add_argument("event", nargs="?", type=_event_id, metavar="EVENT", help="the event_id of the answer, a UUID")
    wanted.add_argument("--trace", type=_trace_id, metavar="ID", help="the trace_id of the answer, instead of an event")
    add_range(options, "begun")
    add_options(options)
    arguments = options.parse_args()
    return run(_COMMAND, lambda: _print_traces(arguments))


def _print_traces(arguments: argparse.Namespace) -> int:
    xray = find(arguments).client("xray")
    until = arguments.until or datetime.now(UTC)
    since = arguments.since or until - _LONGEST_RANGE
    trace_ids = [arguments.trace] if arguments.trace else find_traces(xray, arguments.event, since, until)
    trees = {trace_id: trace_tree.build(trace_tree.fetch(xray, trace_id)) for trace_id in trace_ids}
    if not any(trees.values()):
        print(f"{_COMMAND}: {_NOTHING}", file=sys.stderr)
        return FAILED
    print("\n\n".join(f"{trace_id}\n\n{trace_tree.render(roots)}" for trace_id, roots in trees.items()))
    return DONE


def find_traces(xray: Any, event_id: str, since: datetime, until: datetime) -> list[str]:
    """Return the ids of the traces that have the event and began in the time range, oldest first."""
    began: dict[str, datetime] = {}
    for start, end in _windows(since, until):
        pages = xray.get_paginator("get_trace_summaries").paginate(
            StartTime=start, EndTime=end, FilterExpression=f'annotation.event_id = "{event_id}"'
        )
        began.update({each["Id"]: each["StartTime"] for page in pages for each in page["TraceSummaries"]})
    return sorted(began, key=began.__getitem__)


def _windows(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    start = since
    while start < until:
        end = min(start + _LONGEST_RANGE, until)
        yield start, end
        start = end


def _event_id(text: str) -> str:
    try:
        event_id = str(uuid.UUID(text))
    except ValueError:
        event_id = ""
    if event_id != text.lower():
        raise argparse.ArgumentTypeError("must be a UUID, such as 7c0f3f5e-52f8-4f0e-9d2c-1d5d0a3f6a10")
    return event_id


def _trace_id(text: str) -> str:
    if TraceHeader.parse(f"Root={text}") is None:
        raise argparse.ArgumentTypeError("must be a trace id, such as 1-6745a1b2-0123456789abcdef01234567")
    return text


if __name__ == "__main__":
    sys.exit(main())
