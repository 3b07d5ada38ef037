"""Hand-written stand-ins for what the functions are given: stores in memory, scripted services."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from aws_lambda_powertools import Logger

from ingest.adapters.endpoint import Endpoint
from ingest.adapters.http_response import Cors
from ingest.domain.recording import InterestRecorder
from recommender.adapters.failures import classify
from recommender.adapters.offers_topic import OffersTopic
from recommender.domain.batch import OfferMaker
from recommender.domain.bookkeeping import Bookkeeping
from recommender.domain.fallback_chain import FallbackChain
from recommender.domain.model import Recommendation
from recommender.domain.offers import Choice, compose
from recommender.domain.setting_aside import SettingAside
from recommender.ports import Recommender
from shared.budget import Budget
from shared.catalogue.item import Item
from shared.interest_event import InterestEvent
from shared.offers.message import OfferMessage
from shared.offers.notification import Notification
from shared.offers.recorded import RecordedOffer
from shared.ports import Tracing
from shared.pseudonym import Pseudonyms
from shared.timestamps import iso_milliseconds, utc_now
from shared.tracing import start

NOW = datetime(2026, 11, 22, 20, 32, 45, 123456, tzinfo=UTC)
ACCEPTED_AT = iso_milliseconds(max(NOW, utc_now()))
"""Never long ago, whether the code under test has NOW or the clock: an event that is too old is not decided."""
SAMPLE = {"customer_id": "12345", "interest": "organic_food", "location": "Cape Town"}
PLENTY = Budget(lambda: 60_000)
TRACE_ID = "1-6740a1b2-0123456789abcdef01234567"


@dataclass
class FakeContext:
    aws_request_id: str = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
    function_name: str = "cxe-local-recommender"
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:000000000000:function:cxe-local-recommender"
    remaining: int = 60_000

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
            "timestamp": ACCEPTED_AT,
            "interest": "organic_food",
            "location": "Cape Town",
            "interest_key": "organic_food",
            "location_key": "cape town",
            "trace_header": f"Root={TRACE_ID};Parent=53995c3f42cd8ad8;Sampled=1",
            "expires_at": 1803155565,
            **changes,
        }
    )


def event_id(number: int) -> str:
    return f"7f0c2e1a-9d3b-4c55-8a53-{number:012}"


def stream_record(event: InterestEvent, number: str = "1") -> dict[str, Any]:
    return {
        "eventID": f"stream-{number}",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "ApproximateCreationDateTime": int(NOW.timestamp()),
            "SequenceNumber": number,
            "StreamViewType": "NEW_IMAGE",
            "NewImage": event.to_item(),
        },
    }


def item(
    item_id: str, category: str = "organic_food", locations: tuple[str, ...] = ("cape town",), **rules: Any
) -> Item:
    return Item(item_id, f"Title of {item_id}", category, Decimal("64.90"), "ZAR", frozenset(locations), **rules)


def offer_message(event_id: str) -> OfferMessage:
    event = interest_event(event_id=event_id)
    return compose(event, Choice("popular", (item("a"),)), "/cxe-local/recommender", NOW, timedelta(hours=24))


@dataclass
class FakeCatalogue:
    """A catalogue whose order is its popularity. ``error`` is raised instead, when it is set."""

    known: list[Item] = field(default_factory=list)
    error: Exception | None = None
    queries: int = 0

    def items(self, item_ids: tuple[str, ...], budget: Budget) -> tuple[Item, ...]:
        if self.error:
            raise self.error
        by_id = {each.item_id: each for each in self.known}
        return tuple(by_id[item_id] for item_id in item_ids if item_id in by_id)

    def popular(
        self, category: str, location: str, suits: Callable[[Item], bool], count: int, budget: Budget
    ) -> tuple[Item, ...]:
        return self.best_sellers(location, lambda each: each.category == category and suits(each), count, budget)

    def best_sellers(
        self, location: str, suits: Callable[[Item], bool], count: int, budget: Budget
    ) -> tuple[Item, ...]:
        self.queries += 1
        if self.error:
            raise self.error
        return tuple(each for each in self.known if suits(each))[:count]


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
    withheld: dict[str, str] = field(default_factory=dict)
    published: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    attempts: int = 0

    def _recorded(self, event_id: str) -> RecordedOffer:
        return RecordedOffer(None if event_id in self.withheld else self.kept[event_id], event_id in self.published)

    def known(self, event_ids: Iterable[str], budget: Budget) -> dict[str, RecordedOffer]:
        return {each: self._recorded(each) for each in event_ids if each in self.kept or each in self.withheld}

    def record(self, offer: OfferMessage, event: InterestEvent, now: datetime) -> RecordedOffer:
        if offer.event_id in self.withheld or offer.event_id in self.kept:
            return self._recorded(offer.event_id)
        self.kept[offer.event_id] = offer
        return RecordedOffer(offer, attempt="first")

    def try_again(self, event: InterestEvent, now: datetime, budget: Budget) -> RecordedOffer:
        self.attempts += 1
        refused = event.event_id in self.refused
        self.refused.discard(event.event_id)
        return replace(self._recorded(event.event_id), attempt=str(self.attempts) if refused else None)

    def note_refused(self, event: InterestEvent, attempt: str, now: datetime) -> None:
        self.refused.add(event.event_id)

    def decide_anew(self, offer: OfferMessage, event: InterestEvent, attempt: str, now: datetime) -> RecordedOffer:
        self.kept[offer.event_id] = offer
        return RecordedOffer(offer, attempt="first")

    def withhold(self, event: InterestEvent, why: str, now: datetime) -> None:
        self.withheld[event.event_id] = why

    def mark_published(self, event: InterestEvent, now: datetime) -> None:
        self.published.add(event.event_id)


@dataclass
class MemoryRules:
    """The contact rules in memory."""

    silent: set[str] = field(default_factory=set)
    offers_per_day: int = 0
    counted: dict[str, set[str]] = field(default_factory=dict)

    def not_to_contact(self, customer_ids: Iterable[str], budget: Budget) -> frozenset[str]:
        return frozenset(self.silent.intersection(customer_ids))

    def within_daily_cap(self, customer_id: str, event_id: str, now: datetime) -> bool:
        counted = self.counted.setdefault(customer_id, set())
        if self.offers_per_day and event_id not in counted and len(counted) >= self.offers_per_day:
            return False
        counted.add(event_id)
        return True


@dataclass
class LastRecommendations:
    """What the campaign recommended last, kept in memory."""

    kept: dict[str, Recommendation] = field(default_factory=dict)

    def remember(self, event: InterestEvent, recommendation: Recommendation) -> None:
        self.kept[event.customer_id] = recommendation


@dataclass
class RecordingTopic:
    """Keeps what is published; refuses events in ``refusing`` once for every time that they are listed.

    ``error`` is raised instead, when it is set.
    """

    published: list[OfferMessage] = field(default_factory=list)
    refusing: list[str] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    error: Exception | None = None

    def publish(self, notification: Notification) -> None:
        self.requests.append(1)
        if self._refuses(notification):
            raise ConnectionError("canary")
        self.published.append(notification.offer)

    def batches(self, notifications: Sequence[Notification]) -> Iterator[list[Notification]]:
        return OffersTopic(None, "").batches(notifications)

    def publish_batch(self, batch: Sequence[Notification]) -> dict[str, dict[str, str]]:
        self.requests.append(len(batch))
        if self.error:
            raise self.error
        refused = [each for each in batch if self._refuses(each)]
        self.published += [each.offer for each in batch if each not in refused]
        return {each.offer.event_id: {"error_class": "ConnectionError", "error_code": ""} for each in refused}

    def _refuses(self, notification: Notification) -> bool:
        if notification.offer.event_id not in self.refusing:
            return False
        self.refusing.remove(notification.offer.event_id)
        return True


@dataclass
class MemoryFailures:
    """The failure bucket in memory. ``error`` is raised instead, when it is set."""

    kept: list[Mapping[str, Any]] = field(default_factory=list)
    error: Exception | None = None

    def keep(self, record: Mapping[str, Any], context: FakeContext) -> None:
        if self.error:
            raise self.error
        self.kept.append(record)


def offer_maker(
    catalogue: FakeCatalogue,
    recommender: Recommender | None = None,
    topic: RecordingTopic | None = None,
    rules: MemoryRules | None = None,
) -> OfferMaker:
    pool, offers, logger = ThreadPoolExecutor(4), MemoryOffers(), Logger(service="unit")
    return OfferMaker(
        fallback_chain=lambda: FallbackChain({"personalize": recommender} if recommender else {}, catalogue, count=2),
        offers=offers,
        rules=rules or MemoryRules(),
        topic=topic or RecordingTopic(),
        bookkeeping=Bookkeeping(offers, LastRecommendations(), pool, logger, classify),
        setting_aside=SettingAside(MemoryFailures(), pool, logger, classify),
        classify=classify,
        pool=pool,
        valid_for=timedelta(hours=24),
        logger=logger,
        counters=CountedMetrics(),
        tracing=start("unit", enabled=True),
        pseudonyms=Pseudonyms(""),
        variant="none",
        now=lambda: NOW,
    )


class UnreadableNotes:
    """Keeps what is said of items that cannot be read: id and attribute."""

    def __init__(self) -> None:
        self.notes: list[tuple[str, str]] = []

    def note(self, item_id: str, attribute: str) -> None:
        self.notes.append((item_id, attribute))
