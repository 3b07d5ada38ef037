"""The whole pipeline in memory, from a post to the message that consumers get, and what people do to it."""

import contextlib
import itertools
import json
import uuid
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Self
from unittest import mock

from local.streams.batches import Batch, Outcome, Record, first_failed
from local.streams.settings import Pauses, Settings
from shared import timestamps
from shared.aws import table_reader
from tests.support.fakes.events import gateway_event
from tests.support.reliability.clients import Bucket, OwnBucket, Topic
from tests.support.reliability.data import POISON, UNLISTED, catalogue
from tests.support.reliability.dynamodb import KEYS, DynamoDb
from tests.support.reliability.environments import Environments
from tests.support.reliability.expressions import Item
from tests.support.reliability.faults import Clock, Faults
from tests.support.reliability.functions import INGEST_SECONDS, Surroundings
from tests.support.reliability.history import Invocation, Post, parsed
from tests.support.reliability.invoking import Lambda
from tests.support.reliability.mapping import Mapping
from tests.support.reliability.synchronous import Synchronous
from tools.catalogue_listings import listings

PAUSES = Pauses(first=1, longest=600)
MAPPING = Settings(20, 0, 1, bisect=True, max_age_seconds=3600, reports_item_failures=True, pauses=PAUSES)
_BESIDE = -1  # the environment of whoever hands records over beside the mapping


class World:
    """Everything that happens is kept. Use it in a ``with`` block: inside, ids come in their order and nothing sleeps.

    ``silent`` says who wants no offers, and how many they had by then; ``poison`` holds the stream's ids of records,
    ``trimmed`` what the stream has dropped.
    """

    def __init__(self, settings: Settings = MAPPING, cap: int = 0, pool: Executor | None = None) -> None:
        self.clock = Clock()
        self.faults = Faults(self.clock)
        self.dynamodb = DynamoDb(self.faults, self._inserted)
        self.topic = Topic(self.faults)
        self.bucket = Bucket()
        self.mapping = Mapping(settings, self.clock, self.bucket, self._invoke)
        self._lambda = Lambda(self.faults)
        self.printed = self._lambda.printed
        own_bucket = OwnBucket(self.faults, self.bucket)
        self.functions = Surroundings(
            self.clock, self.dynamodb, self.topic, own_bucket, pool or Synchronous(), self.printed, cap
        )
        self.recommender = Environments(self.functions, self.faults, self._lambda)
        self.posts: list[Post] = []
        self.silent: dict[str, int] = {}
        self.poison: set[str] = set()
        self.trimmed: list[Record] = []
        self._endpoint = self.functions.endpoint()
        self._patches = contextlib.ExitStack()
        self.restock("full")

    def __enter__(self) -> Self:
        numbers = itertools.count(1)  # unlike a generator, it may be asked by several threads at once

        def next_id() -> uuid.UUID:
            return uuid.UUID(int=next(numbers), version=4)

        self._patches.enter_context(mock.patch.object(uuid, "uuid4", next_id))
        self._patches.enter_context(mock.patch.object(table_reader, "time", SimpleNamespace(sleep=self.clock.advance)))
        # Whoever asks the machine what time it is gets an error: what is found would change with the day.
        self._patches.enter_context(mock.patch.object(timestamps, "datetime", None))
        return self

    def __exit__(self, *_: object) -> None:
        self._patches.close()

    def post(self, post: Post) -> Post:
        """Send ``post`` and return it with its answer."""
        headers = {} if post.key is None else {"idempotency-key": post.key}
        body = {"customer_id": post.customer_id, "interest": post.interest, "location": post.location}
        origin = {"requestId": "gateway-request", "identity": {"apiKeyId": post.caller}}
        event = gateway_event(json.dumps(body), headers, requestContext=origin)
        run = self._lambda.run(lambda context: self._endpoint.respond(event, context), INGEST_SECONDS)
        if run.killed:
            self._endpoint = self.functions.endpoint()
        of_gateway = {"statusCode": 502, "headers": {"Retry-After": "1"}, "body": "{}"}
        response = run.response or of_gateway
        responded = replace(
            post, status=response["statusCode"], headers=response["headers"], body=json.loads(response["body"]), run=run
        )
        self.posts.append(responded)
        return responded

    def hand_over(self, positions: Sequence[int]) -> None:
        """Deliver records of the stream once more, beside the mapping, as at-least-once delivery may."""
        written = self.mapping.written
        distinct = dict.fromkeys(position % len(written) for position in positions)
        self.run_beside([written[position].event for position in distinct])

    def run_beside(self, records: list[dict[str, Any]], *, by_hand: bool = False) -> Invocation:
        """Run the function, ``by_hand`` as operators do."""
        return self.recommender.run(_BESIDE, records, by_hand=by_hand)

    def wait(self, seconds: float, *, expire: bool) -> None:
        """Let time pass; with ``expire``, DynamoDB deletes what has expired by then."""
        self.clock.advance(seconds)
        if expire:
            self.dynamodb.expire("offers", "customers")

    def restock(self, kind: str) -> None:
        """Load one of the :data:`~tests.support.reliability.data.KINDS` of catalogues."""
        self.recommender.items = catalogue(kind, self.clock.seconds)
        self.dynamodb.fill("catalogue", [item.item() for item in self.recommender.items])
        listed = [row for item in self.recommender.items if kind not in UNLISTED for row in listings(item.item())]
        self.dynamodb.fill("catalogue-listings", listed)

    def switch_campaign(self, state: str) -> None:
        """Put the campaign into one of the :data:`~tests.support.reliability.environments.CAMPAIGNS`."""
        if "absent" in {state, self.recommender.campaign}:
            self.recommender.restart()
        self.recommender.campaign = state

    def deploy(self, cap: int) -> None:
        """Deploy the recommender again, with this daily cap (0: none)."""
        self.functions.offers_per_day = cap
        self.recommender.restart()

    def add_poison(self, kind: str) -> None:
        """Add a record to the stream whose image is one of :data:`~tests.support.reliability.data.POISON`."""
        record = self.mapping.add("INSERT", {"Keys": {"event_id": {"S": "poison"}}, "NewImage": POISON[kind]})
        self.poison.add(record.event["eventID"])

    def trim(self) -> None:
        """Have the stream drop what was not delivered in time."""
        self.trimmed += self.mapping.trim()

    def trace(self, *, sampled: bool) -> None:
        """Have the requests from now on traced, or not."""
        self.functions.tracing.sampled = sampled

    def say_no(self, customer_id: str) -> None:
        self.dynamodb.fill("customers", [*self.dynamodb.items("customers"), _wish(customer_id)])
        self.silent.setdefault(customer_id, self.offers_sent(customer_id))

    def say_yes(self, customer_id: str) -> None:
        kept = [item for item in self.dynamodb.items("customers") if item != _wish(customer_id)]
        self.dynamodb.fill("customers", kept)
        self.silent.pop(customer_id, None)

    def offers_sent(self, customer_id: str) -> int:
        return sum(parsed(body)["data"]["customer_id"] == customer_id for body in self.topic.bodies)

    def _inserted(self, item: Item) -> None:
        self.mapping.add("INSERT", {"Keys": {name: item[name] for name in KEYS["interests"]}, "NewImage": item})

    def _invoke(self, number: int, batch: Batch) -> Outcome:
        run = self.recommender.run(number, batch.event()["Records"]).run
        if run.response is None:
            return Outcome(first_failed=0, function_error="Unhandled")
        return Outcome(first_failed(run.response, batch.records))


def _wish(customer_id: str) -> Item:
    return {"customer_id": {"S": customer_id}, "record": {"S": "do-not-contact"}}
