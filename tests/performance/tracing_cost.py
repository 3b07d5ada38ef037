"""What continuing a trace costs a record: CPU time per record with two AWS calls, with tracing and without.

``python -m tests.performance.tracing_cost`` prints a table. Every mode runs in processes of its own, in turn, since
tracing patches botocore for the whole process. CPU time is that of the run of records that was disturbed least;
the number of function calls is the same in every run.
"""

import cProfile
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from tools.paths import FUNCTIONS_DIRECTORY, ROOT

MODES = ("off", "unsampled", "sampled")
ROUNDS = 6
RUNS = 8
RECORDS = 40
_TRACE = "Root=1-6740a1b2-0123456789abcdef01234567;Parent=53995c3f42cd8ad8;Sampled="


@dataclass(frozen=True)
class Cost:
    """Of one record: CPU time in microseconds, and function calls."""

    microseconds: float
    calls: int


def measure(rounds: int = ROUNDS) -> dict[str, Cost]:
    """Return mode → cost of a record, all measured in turn."""
    taken: dict[str, list[Cost]] = {mode: [] for mode in MODES}
    for _ in range(rounds):
        for mode in MODES:
            taken[mode].append(_in_process(mode))
    return {mode: min(costs, key=lambda cost: cost.microseconds) for mode, costs in taken.items()}


def _in_process(mode: str) -> Cost:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join([str(FUNCTIONS_DIRECTORY), str(ROOT)]),
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:9",  # nobody listens: what is measured is the sending
        "LAMBDA_TASK_ROOT": "/var/task",
        "_X_AMZN_TRACE_ID": f"{_TRACE}1",
    }
    command = [sys.executable, "-m", "tests.performance.tracing_cost", mode]
    printed = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return Cost(**json.loads(printed))


def _measure_here(mode: str) -> Cost:
    from botocore.awsrequest import AWSResponse

    from shared.clients import Clients
    from shared.tracing import start

    tracing = start("bench", enabled=mode != "off")
    clients = Clients(after_call=tracing.mark_throttled)

    def answer(request: object, **_: object) -> AWSResponse:
        response = AWSResponse("https://aws", 200, {"x-amzn-requestid": "r"}, None)
        response._content = b"{}"
        return response

    client = clients.dynamodb()
    client.meta.events.register("before-send", answer)
    header = f"{_TRACE}{int(mode != 'unsampled')}"

    def record() -> None:
        with tracing.continued(header, "recommender", {"request_id": "r"}, {"event_id": "e", "outcome": "failed"}):
            for _ in range(2):
                client.get_item(TableName="t", Key={"k": {"S": "v"}})
            tracing.annotate(strategy="personalize", outcome="published")

    return Cost(_microseconds(record), _calls(record))


def _microseconds(action: Callable[[], None]) -> float:
    """Return the CPU time of one ``action``: the mean of the run of them that was disturbed least."""
    runs = []
    for _ in range(RUNS):
        started = time.process_time()
        for _ in range(RECORDS):
            action()
        runs.append((time.process_time() - started) / RECORDS * 1e6)
    return min(runs)


def _calls(action: Callable[[], None]) -> int:
    with cProfile.Profile() as profile:
        action()
    return sum(entry.callcount for entry in profile.getstats())


def lines(measured: dict[str, Cost]) -> list[str]:
    """Return the figures for people."""
    off = measured["off"]
    return [
        f"record with two AWS calls, tracing {mode}: {cost.microseconds:.0f} µs CPU "
        f"({cost.microseconds - off.microseconds:+.0f} µs, ×{cost.microseconds / off.microseconds:.2f}), "
        f"{cost.calls} function calls ({cost.calls - off.calls:+d})"
        for mode, cost in measured.items()
    ]


if __name__ == "__main__":
    if len(sys.argv) == 2:
        print(json.dumps(asdict(_measure_here(sys.argv[1]))))
    else:
        print("\n".join(lines(measure())))
