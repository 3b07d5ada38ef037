"""The ingest function's endpoint over an interest table in memory."""

from dataclasses import dataclass, field

from aws_lambda_powertools import Logger

from ingest.adapters.endpoint import Endpoint
from ingest.adapters.http_response import Cors
from ingest.domain.recording import InterestRecorder
from shared.interest_event import InterestEvent
from shared.ports import Tracing
from shared.pseudonym import Pseudonyms
from shared.tracing import start
from tests.support.fakes.events import NOW
from tests.support.fakes.invocation import CountedMetrics


@dataclass
class MemoryInterests:
    """The interest table in memory. ``error`` is raised instead, when it is set."""

    events: dict[tuple[str, str], InterestEvent] = field(default_factory=dict)
    error: Exception | None = None

    def add(self, event: InterestEvent) -> InterestEvent | None:
        if self.error:
            raise self.error
        key = (event.customer_id, event.event_id)
        if key in self.events:
            return self.events[key]
        self.events[key] = event
        return None


def endpoint(
    store: MemoryInterests,
    origins: frozenset[str] = frozenset({"*"}),
    tracing: Tracing | None = None,
    pseudonym_key: str = "",
) -> Endpoint:
    tracing = tracing or start("unit", enabled=True)
    return Endpoint(
        recorder=InterestRecorder(
            store=store, ttl_days=30, tracing=tracing, pseudonyms=Pseudonyms(pseudonym_key), now=lambda: NOW
        ),
        cors=Cors(origins),
        logger=Logger(service="unit"),
        counters=CountedMetrics(),
        tracing=tracing,
        now=lambda: NOW,
    )
