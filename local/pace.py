"""Let time pass faster for alarms: an alarm on three minutes rings and ends within seconds.

::

    curl -X PUT localhost:4566/_local/pace -d '{"times": 30}'    # a minute of alarms lasts 2 s
    curl        localhost:4566/_local/pace
    curl -X PUT localhost:4566/_local/pace -d '{"times": 1}'     # as on AWS, and as the stack starts

What is faster: alarms' periods, the steps by which their windows move, and the age of the oldest message in a queue.
Metrics are kept in shorter stretches meanwhile, each with its own time, so whoever asks for them sees no difference but
one: what is published once a minute as a state, such as the length of a queue, has more samples in a minute. What is
not faster: everything else, so whatever is counted against a threshold has to come faster as well: twenty requests in a
minute are twenty within 2 s. Rules of EventBridge keep their rate, so what they measure comes too rarely.

Alarms forget what was before a change of pace. One to which missing data are a breach keeps its state until it has
seen all its periods.
"""

import json
import time

from local import control
from local.cloudwatch.pace import PACE

PATH = "/_local/pace"


def register() -> None:
    """Serve the pace at :data:`PATH`."""
    control.serve(PATH, _respond)


def _respond(method: str, body: bytes, _query: dict[str, list[str]]) -> object:
    if method == "PUT":
        content = json.loads(body)
        PACE.change(content.get("times") if isinstance(content, dict) else None, time.time())
    return {"times": PACE.times}
