"""Events that were accepted, with an offer or without."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.timestamps import iso_milliseconds
from tests.integration.conftest import Handler
from tests.support.fakes.events import interest_event
from tests.support.fakes.invocation import FakeContext
from tests.support.integration.cloud import INTERESTS, OFFERS, Cloud, Queue
from tests.support.unit.tools.recovery.fakes import event_id, record

HOUR_AGO = datetime.now(UTC) - timedelta(hours=1)
SINCE, UNTIL = iso_milliseconds(HOUR_AGO - timedelta(minutes=1)), iso_milliseconds(HOUR_AGO + timedelta(minutes=1))


def accept(cloud: Cloud, *numbers: int, at: datetime = HOUR_AGO, **changes: Any) -> None:
    """Let the interest table hold events, as ingest writes them."""
    for number in numbers:
        event = interest_event(event_id=event_id(number), timestamp=iso_milliseconds(at), **changes)
        cloud.dynamodb.put_item(TableName=INTERESTS, Item=event.to_item())


def deliver(recommender: Handler, *numbers: int) -> None:
    """Let the stream deliver events."""
    context = FakeContext(function_name="cxe-test-recommender")
    assert recommender({"Records": [record(number) for number in numbers]}, context) == {"batchItemFailures": []}


def expire(
    cloud: Cloud, recommender: Handler, number: int, *, published: bool = False, after: timedelta = timedelta(0)
) -> None:
    """Let an event have an offer that expires ``after`` now; ``published`` says whether that is known."""
    deliver(recommender, number)
    (item,) = [each for each in cloud.items(OFFERS) if each["event_id"]["S"] == event_id(number)]
    offer = json.loads(item["offer"]["S"])
    offer["data"]["expires_at"] = iso_milliseconds(datetime.now(UTC) + after)
    kept = {**item, "offer": {"S": json.dumps(offer)}}
    cloud.dynamodb.put_item(
        TableName=OFFERS, Item={name: value for name, value in kept.items() if published or name != "published_at"}
    )
    cloud.sqs.purge_queue(QueueUrl=cloud.sqs.get_queue_url(QueueName="consumer")["QueueUrl"])


def offered(queue: Queue) -> list[str]:
    return sorted(offer["id"] for offer in queue.offers())
