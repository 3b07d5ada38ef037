"""Print the traces of one event as trees: ``python -m tools.trace EVENT``."""

import argparse
import sys
import uuid
from datetime import UTC, datetime

from shared.trace_header import TraceHeader
from tools import trace_source, trace_tree
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

_IN_LOGS = "this account keeps traces in CloudWatch Logs (Transaction Search): they are looked for there"


def main() -> int:
    """Print traces from the command line."""
    options = parser(_COMMAND, _DESCRIPTION, _EXAMPLES)
    wanted = options.add_mutually_exclusive_group(required=True)
    wanted.add_argument(
        "event", nargs="?", type=_event_id, metavar="EVENT", help="the event_id of the response, a UUID"
    )
    wanted.add_argument(
        "--trace", type=_trace_id, metavar="ID", help="the trace_id of the response, instead of an event"
    )
    add_range(options, "begun")
    add_options(options)
    arguments = options.parse_args()
    return run(_COMMAND, lambda: _print_traces(arguments))


def _print_traces(arguments: argparse.Namespace) -> int:
    deployment = find(arguments)
    xray = deployment.client("xray")
    if trace_source.in_logs(xray):
        print(f"{_COMMAND}: {_IN_LOGS}", file=sys.stderr)
    until = arguments.until or datetime.now(UTC)
    since = arguments.since or until - trace_source.LONGEST_RANGE
    trace_ids = [arguments.trace]
    if not arguments.trace:
        trace_ids = trace_source.find(xray, deployment.client("logs"), arguments.event, since, until)
    trees = {trace_id: trace_tree.build(trace_source.fetch(xray, trace_id)) for trace_id in trace_ids}
    if not any(trees.values()):
        print(f"{_COMMAND}: {_NOTHING}", file=sys.stderr)
        return FAILED
    print("\n\n".join(f"{trace_id}\n\n{trace_tree.render(roots)}" for trace_id, roots in trees.items()))
    return DONE


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
