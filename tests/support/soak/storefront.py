"""A storefront that behaves: what is not accepted it posts again, with the same Idempotency-Key."""

import itertools
import secrets
import threading
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from local.personalize.retail_words import LOCATIONS, RANGES
from tests.support.target import Target
from tools.journey import Response

CLIENTS = 6
CUSTOMERS = 60
PATIENCE_SECONDS = 90.0
LONGEST_PAUSE_SECONDS = 2.0
NO_RESPONSE = "no answer"

_PLACES = list(itertools.product(RANGES, LOCATIONS))


class Storefront:
    """Posts preferences, from several threads.

    ``accepted`` are the ids of the events that were answered with 202. ``statuses`` counts all answers. ``repeated``
    counts what was posted again although it had been accepted; ``contradictions`` are repeats that got another answer.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        self._lock = threading.Lock()
        self.accepted: set[str] = set()
        self.statuses: Counter[str] = Counter()
        self.repeated = 0
        self.contradictions: list[object] = []

    def post(self, number: int) -> str:
        """Post the ``number``-th preference until it is accepted, and return its event's id.

        One in ten is traced, which sends its offer by itself. Three in four carry an Idempotency-Key. One in eight, all
        with a key, is posted once more after it was accepted.
        """
        customer = number % CUSTOMERS
        interest, location = _PLACES[customer % len(_PLACES)]
        body = {"customer_id": f"soak-{customer}", "interest": interest, "location": location}
        headers = {"X-Amzn-Trace-Id": trace_header(sampled=number % 10 == 0)}
        if number % 4:
            headers["Idempotency-Key"] = str(uuid.uuid4())
        response = self._until_accepted(body, headers)
        with self._lock:
            self.accepted.add(response.body["event_id"])
        if number % 8 == 1:
            again = self._until_accepted(body, headers)
            with self._lock:
                self.repeated += 1
                if again.body != response.body:
                    self.contradictions.append((response.body, again.body))
        return str(response.body["event_id"])

    def post_many(self, count: int) -> list[str]:
        """Post ``count`` preferences from :data:`CLIENTS` clients, and return the ids of their events."""
        with ThreadPoolExecutor(CLIENTS) as clients:
            return list(clients.map(self.post, range(count)))

    def _until_accepted(self, body: dict[str, Any], headers: dict[str, str]) -> Response:
        deadline = time.monotonic() + PATIENCE_SECONDS
        pause = 0.1
        while True:
            response = self._attempt(body, headers)
            if response is not None and response.status == 202:
                return response
            if time.monotonic() > deadline:
                raise AssertionError(f"not accepted within {PATIENCE_SECONDS:.0f} s; last answer: {response}")
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _attempt(self, body: dict[str, Any], headers: dict[str, str]) -> Response | None:
        try:
            response = self._target.post(body, **headers)
        except OSError:
            response = None
        with self._lock:
            self.statuses[str(response.status) if response else NO_RESPONSE] += 1
        return response


def trace_header(*, sampled: bool) -> str:
    """Return the header of a new trace. Its id holds the time in seconds and 96 random bits."""
    return f"Root=1-{int(time.time()):08x}-{secrets.token_hex(12)};Sampled={int(sampled)}"
