"""What happened, as it can be seen from outside the functions."""

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from tests.support.reliability.clients import Ask
from tests.support.reliability.data import CatalogueItem
from tests.support.reliability.invoking import Run


@lru_cache(maxsize=4096)
def parsed(body: str) -> Any:
    """Return the message in ``body``; do not change it."""
    return json.loads(body)


@dataclass(frozen=True)
class Post:
    """A request for an offer, and its answer: ``status`` 0 for none yet, 502 for a function that was killed.

    ``key`` is the idempotency key, ``run`` how the function ran.
    """

    caller: str
    customer_id: str
    interest: str
    location: str
    key: str | None
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    run: Run | None = None

    @property
    def accepted(self) -> bool:
        return 200 <= self.status < 300

    @property
    def event_id(self) -> str:
        return str(self.body["event_id"])

    @property
    def identity(self) -> tuple[str, ...] | None:
        """What makes two posts one: the same key from the same caller for the same customer."""
        return None if self.key is None else (self.caller, self.customer_id, self.key)


@dataclass(frozen=True)
class Invocation:
    """One run of the recommender, and what it did as far as others can see.

    ``items`` are what the catalogue held; ``began`` and ``ended`` are seconds since 1970. ``published`` are the bodies
    that reached the topic, ``published_before`` the events that were known to be published before, ``recorded`` and
    ``withheld`` what was decided, by event. ``set_aside`` are the stream's ids of what it put into the failure bucket;
    ``by_hand``: an operator waited for it. ``asks`` are those of its environment, up to ``earlier`` from before.
    """

    records: list[dict[str, Any]]
    by_hand: bool
    run: Run
    items: list[CatalogueItem]
    began: float
    ended: float
    published: list[str]
    set_aside: set[str]
    published_before: set[str]
    recorded: dict[str, str]
    withheld: dict[str, str]
    asks: list[Ask]
    earlier: int

    @property
    def failures(self) -> list[str]:
        """The sequence numbers that were handed back."""
        return [each["itemIdentifier"] for each in (self.run.response or {})["batchItemFailures"]]

    @property
    def empty(self) -> list[str]:
        """The events for which nothing was found to offer."""
        return [line["event_id"] for line in self._lines if line.get("message") == "Nothing to offer."]

    @cached_property
    def counts(self) -> Counter[str]:
        """The metrics that were written."""
        counted: Counter[str] = Counter()
        for line in self._lines:
            for metrics in line.get("_aws", {}).get("CloudWatchMetrics", []):
                counted.update({metric["Name"]: int(sum(line[metric["Name"]])) for metric in metrics["Metrics"]})
        return counted

    @cached_property
    def _lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run.printed.splitlines()]
