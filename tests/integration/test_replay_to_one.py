"""Sending a range's offers again to the one consumer that lost them, as its subscription would, and to no other."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from shared.trace_header import TraceHeader
from tests.integration.conftest import Handler
from tests.support.fakes.events import interest_event
from tests.support.integration.accepted import SINCE, UNTIL, accept, deliver
from tests.support.integration.cloud import ACCOUNT, CUSTOMERS, OFFERS, REGION, TOPIC_ARN, Cloud, Queue
from tests.support.integration.operating import Operator, Outcome, operator
from tests.support.unit.tools.recovery.fakes import event_id

Replay = Callable[..., Outcome]


@pytest.fixture
def operate(recommender: Handler, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operator:
    return operator(recommender, monkeypatch, capsys)


@pytest.fixture
def mailer(queue: Queue) -> Queue:
    """The queue of the consumer that lost offers; ``queue`` is another consumer's."""
    return Queue(queue.sqs, queue.sqs.create_queue(QueueName="mailer")["QueueUrl"])


@pytest.fixture
def replay(operate: Operator, mailer: Queue, monkeypatch: pytest.MonkeyPatch) -> Replay:
    """Run the command for the consumer mailer, of which the deployment says what is given."""

    def run(*words: str, **consumer: Any) -> Outcome:
        described = {
            "protocol": "sqs",
            "endpoint": f"arn:aws:sqs:{REGION}:{ACCOUNT}:mailer",
            "queue_url": mailer.url,
            "dead_letter_queue_url": "",
            "subscription_arn": f"{TOPIC_ARN}:1",
            "raw_message_delivery": True,
            "filter_policy": {},
            **consumer,
        }
        if described["filter_policy"] is None:
            del described["filter_policy"]
        monkeypatch.setenv("CONSUMERS", json.dumps({"mailer": described}))
        return operate.run("replay", "--since", SINCE, "--until", UNTIL, "--consumer", "mailer", *words)

    return run


def test_one_consumer_gets_the_offers_of_a_range_and_no_other_gets_any(
    replay: Replay, cloud: Cloud, queue: Queue, mailer: Queue, recommender: Handler
) -> None:
    accept(cloud, 1, 2)
    deliver(recommender, 1, 2)
    accept(cloud, 3)
    sent = {message["Body"]: message["MessageAttributes"] for message in queue.messages()}

    assert replay("--dry-run").printed == ["replay: of 3 events, 2 have an offer, of which 2 would be sent to mailer"]
    assert mailer.messages() == []
    outcome = replay()

    assert outcome.status == 0
    assert queue.messages() == []
    again = {message["Body"]: message["MessageAttributes"] for message in mailer.messages()}
    assert without_trace(again) == without_trace(sent)
    for attributes in again.values():
        assert TraceHeader.parse(attributes["trace_header"]["StringValue"])
    assert outcome.printed == [
        "replay: of 3 events, 2 have an offer: 2 taken by mailer, 0 withheld, 0 expired, 0 filtered out, 0 failed"
    ]


def without_trace(sent: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {body: {name: each for name, each in of.items() if name != "trace_header"} for body, of in sent.items()}


@pytest.mark.parametrize(
    ("policy", "count"),
    [
        ({"location": ["cape town"]}, 1),
        ({"location": ["elsewhere", "cape town"], "categories": ["organic_food"]}, 1),
        ({"categories": ["no such category"]}, 0),
        ({"location": ["cape town"], "strategy": ["none"]}, 0),
        ({"no_such_attribute": ["x"]}, 0),
    ],
    ids=str,
)
def test_it_gets_those_alone_that_its_subscription_filters_in(
    replay: Replay,
    cloud: Cloud,
    queue: Queue,
    mailer: Queue,
    recommender: Handler,
    policy: dict[str, list[str]],
    count: int,
) -> None:
    accept(cloud, 1)
    deliver(recommender, 1)

    outcome = replay(filter_policy=policy)

    assert len(mailer.messages()) == count
    assert f"{count} taken by mailer, 0 withheld, 0 expired, {1 - count} filtered out" in outcome.printed[-1]


def test_an_offer_that_has_expired_is_not_sent_again(
    replay: Replay, cloud: Cloud, queue: Queue, mailer: Queue, recommender: Handler
) -> None:
    accept(cloud, 1)
    deliver(recommender, 1)
    (item,) = cloud.items(OFFERS)
    offer = json.loads(item["offer"]["S"])
    offer["data"]["expires_at"] = "2026-01-01T00:00:00.000Z"
    cloud.dynamodb.put_item(TableName=OFFERS, Item={**item, "offer": {"S": json.dumps(offer)}})

    outcome = replay()

    assert (outcome.status, mailer.messages()) == (0, [])
    assert "0 taken by mailer, 0 withheld, 1 expired" in outcome.printed[-1]


def test_a_customer_who_wants_no_offers_by_now_gets_none(
    replay: Replay, cloud: Cloud, queue: Queue, mailer: Queue, recommender: Handler
) -> None:
    accept(cloud, 1)
    deliver(recommender, 1)
    wish = {"customer_id": {"S": interest_event().customer_id}, "record": {"S": "do-not-contact"}}
    cloud.dynamodb.put_item(TableName=CUSTOMERS, Item=wish)

    outcome = replay()

    assert mailer.messages() == []
    assert "0 taken by mailer, 1 withheld" in outcome.printed[-1]


def test_a_queue_without_raw_delivery_gets_the_offer_in_an_envelope(
    replay: Replay, cloud: Cloud, queue: Queue, mailer: Queue, recommender: Handler
) -> None:
    accept(cloud, 1)
    deliver(recommender, 1)
    (sent,) = queue.messages()

    assert replay(raw_message_delivery=False).status == 0

    (message,) = mailer.messages()
    envelope = json.loads(message["Body"])
    assert (envelope["Type"], envelope["Message"], envelope["TopicArn"]) == ("Notification", sent["Body"], TOPIC_ARN)
    assert envelope["MessageAttributes"]["location"] == {"Type": "String", "Value": "cape town"}


def test_a_function_gets_the_offer_as_a_notification(
    replay: Replay, operate: Operator, cloud: Cloud, queue: Queue, recommender: Handler
) -> None:
    accept(cloud, 1)
    deliver(recommender, 1)
    arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:app:live"

    assert replay(protocol="lambda", endpoint=arn, queue_url=None, raw_message_delivery=False).status == 0

    assert ("lambda:InvokeFunction", "app:live") in operate.calls


def test_what_the_consumer_does_not_take_is_named_and_shown_by_the_exit_status(
    replay: Replay, cloud: Cloud, queue: Queue, recommender: Handler
) -> None:
    accept(cloud, 1)
    deliver(recommender, 1)

    outcome = replay(queue_url=f"{queue.url}-gone")

    assert outcome.status == 1
    assert outcome.printed[0].startswith(f"event {event_id(1)}: SendMessage: ")
    assert outcome.printed[-1].endswith("1 failed")


@pytest.mark.parametrize(
    ("consumer", "said"),
    [
        ({"protocol": "https", "endpoint": "https://a.example", "raw_message_delivery": False}, "SNS alone can sign"),
        ({"filter_policy": None}, "make apply"),
    ],
    ids=["an address that verifies signatures", "an environment that was applied before"],
)
def test_what_cannot_be_sent_to_one_is_said_before_anything_is(
    replay: Replay, cloud: Cloud, queue: Queue, mailer: Queue, recommender: Handler, consumer: dict[str, Any], said: str
) -> None:
    accept(cloud, 1)
    deliver(recommender, 1)

    outcome = replay(**consumer)

    assert (outcome.status, outcome.printed, mailer.messages()) == (2, [], [])
    assert said in outcome.said[-1]


def test_it_gives_up_when_a_hundred_fail_in_a_row(
    replay: Replay, cloud: Cloud, queue: Queue, recommender: Handler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.recovery.sending.MOST_FAILURES_IN_A_ROW", 2)
    accept(cloud, *range(30))
    for first in range(0, 30, 10):
        deliver(recommender, *range(first, first + 10))

    outcome = replay(queue_url=f"{queue.url}-gone")

    assert outcome.status == 1
    assert len(outcome.printed) < 30
    assert "gave up" in outcome.said[-1]
