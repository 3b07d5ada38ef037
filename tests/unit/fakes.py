"""Hand-written stand-ins for what the functions are given: stores in memory, scripted services."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from aws_lambda_powertools import Logger

from ingest.endpoint import Endpoint
from ingest.http_answer import Cors
from recommender.batch import OfferMaker
from recommender.offers import Item, OfferMessage
from recommender.strategies import Recommendation, Strategies
from shared.interest_event import InterestEvent
from shared.tracing import Tracing

NOW = datetime(2026, 11, 22, 20, 32, 45, 123456, tzinfo=UTC)
SAMPLE = {"customer_id": "12345", "interest": "organic_food", "location": "Cape Town"}
TRACE_ID = "1-6740a1b2-0123456789abcdef01234567"


@dataclass
class FakeContext:
    aws_request_id: str = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
    function_name: str = "cxe-local-recommender"
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:000000000000:function:cxe-local-recommender"
    remaining: int = 30_000

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining


@dataclass
class CountedMetrics:
    """Counts that are kept instead of written; ``flushed`` holds what each invocation would write."""

    open: Counter[str] = field(default_factory=Counter)
    flushed: list[dict[str, int]] = field(default_factory=list)

    def add(self, name: str) -> None:
        self.open[name] += 1

    def flush(self) -> None:
        self.flushed.append(dict(self.open))
        self.open.clear()


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


def endpoint(store: MemoryInterests, origins: frozenset[str] = frozenset({"*"})) -> Endpoint:
    return Endpoint(
        store=store,
        cors=Cors(origins),
        ttl_days=30,
        logger=Logger(service="unit"),
        counters=CountedMetrics(),
        tracing=Tracing("unit"),
        now=lambda: NOW,
    )


def gateway_event(body: str | None, headers: Mapping[str, str] | None = None, **members: Any) -> dict[str, Any]:
    """An event as API Gateway sends it for a POST; ``headers`` stand beside an API key and the JSON media type."""
    return {
        "resource": "/recommend",
        "path": "/recommend",
        "httpMethod": "POST",
        "headers": {"content-type": "application/json", **(headers or {})},
        "requestContext": {"requestId": "gateway-request", "identity": {"apiKeyId": "key-1"}},
        "body": body,
        "isBase64Encoded": False,
        **members,
    }


def sample_event(headers: Mapping[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    return gateway_event(json.dumps({**SAMPLE, **changes}), headers)


def interest_event(**changes: Any) -> InterestEvent:
    return InterestEvent(
        **{
            "customer_id": "12345",
            "event_id": "7f0c2e1a-9d3b-4c55-8a53-0f6f2f1f9a10",
            "timestamp": "2026-11-22T20:32:45.123Z",
            "interest": "organic_food",
            "location": "Cape Town",
            "interest_key": "organic_food",
            "location_key": "cape town",
            "trace_header": f"Root={TRACE_ID};Parent=53995c3f42cd8ad8;Sampled=1",
            "expires_at": 1803155565,
            **changes,
        }
    )


def stream_record(event: InterestEvent, number: str = "1") -> dict[str, Any]:
    return {
        "eventID": f"stream-{number}",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {"SequenceNumber": number, "StreamViewType": "NEW_IMAGE", "NewImage": event.to_item()},
    }


def item(item_id: str, category: str = "organic_food", locations: tuple[str, ...] = ("cape town",)) -> Item:
    return Item(item_id, f"Title of {item_id}", category, Decimal("64.90"), "ZAR", frozenset(locations))


@dataclass
class FakeCatalogue:
    """A catalogue whose order is its popularity."""

    known: list[Item] = field(default_factory=list)

    def items(self, item_ids: tuple[str, ...]) -> tuple[Item, ...]:
        by_id = {each.item_id: each for each in self.known}
        return tuple(by_id[item_id] for item_id in item_ids if item_id in by_id)

    def popular(self, category: str, location_key: str, count: int) -> tuple[Item, ...]:
        suitable = [each for each in self.known if each.category == category and each.is_available_at(location_key)]
        return tuple(suitable[:count])


@dataclass
class FakeRecommender:
    """Recommends ``item_ids`` or raises ``error``; keeps what it was asked."""

    item_ids: tuple[str, ...] = ()
    error: Exception | None = None
    asked: list[tuple[InterestEvent, int]] = field(default_factory=list)

    def recommend(self, event: InterestEvent, count: int) -> Recommendation:
        self.asked.append((event, count))
        if self.error:
            raise self.error
        return Recommendation("RID-1", self.item_ids)


@dataclass
class MemoryOffers:
    """The offers table in memory."""

    kept: dict[str, OfferMessage] = field(default_factory=dict)

    def freeze(self, offer: OfferMessage, now: datetime) -> OfferMessage:
        return self.kept.setdefault(offer.event_id, offer)


@dataclass
class RecordingTopic:
    """Keeps what is published; raises the next of ``errors`` first, as long as there are any."""

    published: list[OfferMessage] = field(default_factory=list)
    errors: list[Exception | None] = field(default_factory=list)

    def publish(self, offer: OfferMessage) -> None:
        error = self.errors.pop(0) if self.errors else None
        if error:
            raise error
        self.published.append(offer)


def offer_maker(
    catalogue: FakeCatalogue, recommender: FakeRecommender | None = None, topic: RecordingTopic | None = None
) -> OfferMaker:
    return OfferMaker(
        strategies=lambda: Strategies(recommender, catalogue, count=2),
        offers=MemoryOffers(),
        topic=topic or RecordingTopic(),
        valid_for=timedelta(hours=24),
        logger=Logger(service="unit"),
        counters=CountedMetrics(),
        tracing=Tracing("unit"),
        now=lambda: NOW,
    )
