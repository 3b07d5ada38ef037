"""What continuing a trace costs a record: CPU time per record with two AWS calls, with tracing and without.

``python -m tests.support.performance.tracing_cost`` prints a table. Every mode has a process of its own, since
tracing patches botocore for the whole process. They take turns, some records each, so that what disturbs the
machine disturbs all alike; what counts is the median of the ratios of neighbours. The number of function calls is the
same in every run.
"""

import contextlib
import cProfile
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from tools.paths import FUNCTIONS_DIRECTORY, ROOT

MODES = ("off", "unsampled", "sampled")
TURNS = 300
RECORDS = 4
WARM_UP_RECORDS = 20
_TRACE = "Root=1-6740a1b2-0123456789abcdef01234567;Parent=53995c3f42cd8ad8;Sampled="


@dataclass(frozen=True)
class Cost:
    """Of one record: least CPU time in microseconds, its ratio to that without tracing, and function calls."""

    microseconds: float
    ratio: float
    calls: int


def measure() -> dict[str, Cost]:
    """Return mode → cost of a record, all measured in turn."""
    with contextlib.ExitStack() as stack:
        processes = {mode: stack.enter_context(_process(mode)) for mode in MODES}
        calls = {mode: int(_next_line(process)) for mode, process in processes.items()}
        turns = [{mode: float(_next_line(process)) for mode, process in processes.items()} for _ in range(TURNS)]
    return {
        mode: Cost(
            min(turn[mode] for turn in turns),
            statistics.median(turn[mode] / turn["off"] for turn in turns),
            calls[mode],
        )
        for mode in MODES
    }


def _process(mode: str) -> subprocess.Popen[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(FUNCTIONS_DIRECTORY), str(ROOT)]),
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:9",
        "LAMBDA_TASK_ROOT": "/var/task",
        "_X_AMZN_TRACE_ID": f"{_TRACE}1",
    }
    command = [sys.executable, "-m", "tests.support.performance.tracing_cost", mode]
    return subprocess.Popen(
        command, env=environment, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _next_line(process: subprocess.Popen[str]) -> str:
    """Let a process take its turn; return what it says of it."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("\n")
    process.stdin.flush()
    return process.stdout.readline()


def _take_turns(mode: str) -> None:
    from botocore.awsrequest import AWSResponse

    from shared.aws.clients import Clients
    from shared.tracing import start

    _send_nothing()
    tracing = start("bench", enabled=mode != "off")
    clients = Clients(after_call=tracing.mark_throttled)

    def response(request: object, **_: object) -> AWSResponse:
        response = AWSResponse("https://aws", 200, {"x-amzn-requestid": "r"}, None)
        response._content = b"{}"
        return response

    client = clients.dynamodb()
    client.meta.events.register("before-send", response)
    header = f"{_TRACE}{int(mode != 'unsampled')}"

    def record() -> None:
        with tracing.continued(header, "recommender", {"request_id": "r"}, {"event_id": "e", "outcome": "failed"}):
            for _ in range(2):
                client.get_item(TableName="t", Key={"k": {"S": "v"}})
            tracing.annotate(strategy="personalize", outcome="published")

    for _ in range(WARM_UP_RECORDS):
        record()
    input()
    print(_calls(record), flush=True)
    for _ in sys.stdin:
        print(_microseconds(record), flush=True)


def _send_nothing() -> None:
    """Let segments end where they would be handed to the kernel.

    It delivers a datagram on the loopback interface in the sender's time, together with whatever else waits there for
    delivery: with other programs busy, the figure would be theirs.
    """
    from aws_xray_sdk.core.emitters.udp_emitter import UDPEmitter

    UDPEmitter._send_data = lambda _self, data: data.encode()  # type: ignore[method-assign]


def _microseconds(action: Callable[[], None]) -> float:
    """Return the CPU time of one ``action``: the mean of some."""
    started = time.process_time()
    for _ in range(RECORDS):
        action()
    return (time.process_time() - started) / RECORDS * 1e6


def _calls(action: Callable[[], None]) -> int:
    with cProfile.Profile() as profile:
        action()
    return sum(entry.callcount for entry in profile.getstats())


def lines(measured: dict[str, Cost]) -> list[str]:
    """Return the figures for people."""
    off = measured["off"]
    return [
        f"record with two AWS calls, tracing {mode}: {cost.microseconds:.0f} µs CPU "
        f"({cost.microseconds - off.microseconds:+.0f} µs, ×{cost.ratio:.2f}), "
        f"{cost.calls} function calls ({cost.calls - off.calls:+d})"
        for mode, cost in measured.items()
    ]


if __name__ == "__main__":
    if len(sys.argv) == 2:
        _take_turns(sys.argv[1])
    else:
        print("\n".join(lines(measure())))
