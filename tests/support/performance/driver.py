"""Runs in the measured process, in the place of Lambda's runtime client: imports the handler, then obeys its parent.

A line on standard input is the name of an event and how often to invoke the handler with it; what that took is a line
of JSON back. Imports nothing but what every handler imports. What the handler prints goes nowhere.
"""

import importlib
import json
import os
import sys
import time


class Context:
    """What Lambda passes beside an event."""

    aws_request_id = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
    function_version = "1"
    memory_limit_in_mb = 512
    log_group_name = log_stream_name = "log"

    def __init__(self):
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.invoked_function_arn = f"arn:aws:lambda:eu-west-1:000000000000:function:{self.function_name}:live"

    def get_remaining_time_in_millis(self):
        return 55_000


def check(response):
    """Raise where the handler did not do its work: what fails quickly must not look quick."""
    if response.get("statusCode", 202) != 202 or response.get("batchItemFailures"):
        raise RuntimeError(f"The handler failed: {response}")


def peak_megabytes():
    """Return the most memory that the process had resident, without what its parent had."""
    try:
        with open("/proc/self/status") as status:  # noqa: PTH123 - pathlib is not what every handler imports
            return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024


def main(count=dict):
    """Obey; ``count`` returns what else is to be said, of what happened since it was called last."""
    module, events_file = sys.argv[1:]
    results = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with open(events_file) as file:  # noqa: PTH123
        events = json.load(file)
    count()
    handler, context = importlib.import_module(module).handler, Context()
    for line in sys.stdin:
        name, times = line.split()
        event, repeat = events[name], int(times)
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(repeat):
            response = handler(event, context)
        now = time.process_time()
        took = {"wall": time.perf_counter() - wall, "cpu": now - cpu, "cpu_since_start": now}
        check(response)
        results.write(json.dumps({**took, "peak_mb": peak_megabytes(), **count()}) + "\n")
        results.flush()


if __name__ == "__main__":
    main()
