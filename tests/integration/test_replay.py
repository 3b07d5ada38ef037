"""Replaying a time range with the recommender as it is deployed."""

from datetime import timedelta

import pytest

from tests.integration.conftest import Handler
from tests.support.fakes.events import interest_event
from tests.support.integration.accepted import HOUR_AGO, SINCE, UNTIL, accept, deliver, expire, offered
from tests.support.integration.cloud import CUSTOMERS, OFFERS, Cloud, Queue
from tests.support.integration.operating import Operator, operator
from tests.support.unit.tools.recovery.fakes import event_id


@pytest.fixture
def operate(recommender: Handler, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operator:
    return operator(recommender, monkeypatch, capsys)


def test_an_offer_that_was_published_and_has_expired_is_not_sent_again(
    operate: Operator, cloud: Cloud, queue: Queue, recommender: Handler
) -> None:
    accept(cloud, 1, 2)
    deliver(recommender, 1)
    expire(cloud, recommender, 2, published=True)
    queue.offers()
    before = cloud.items(OFFERS)

    outcome = operate.run("replay", "--since", SINCE, "--until", UNTIL)

    assert (outcome.status, offered(queue)) == (0, [event_id(1)])
    assert outcome.printed == [
        "replay: 1 offers have expired and are not sent again",
        "replay: of 2 events, 1 have an offer: 1 sent again, 0 withheld, 0 not known to be published, 0 failed",
    ]
    (kept,) = [item for item in cloud.items(OFFERS) if item["event_id"]["S"] == event_id(2)]
    assert kept in before
    assert "2 are settled" in operate.run("reconcile").printed[-1]


def test_offers_of_a_range_are_sent_again_with_the_same_bytes(
    operate: Operator, cloud: Cloud, queue: Queue, recommender: Handler
) -> None:
    accept(cloud, 1, 2)
    accept(cloud, 3, at=HOUR_AGO - timedelta(hours=1))
    deliver(recommender, 1, 2, 3)
    sent = {message["Body"] for message in queue.messages()}
    accept(cloud, 4)

    assert operate.run("replay", "--since", SINCE, "--until", UNTIL, "--dry-run").printed == [
        "replay: of 3 events, 2 have an offer that would be sent again"
    ]
    assert queue.messages() == []
    outcome = operate.run("replay", "--since", SINCE, "--until", UNTIL)

    assert outcome.status == 0
    again = {message["Body"] for message in queue.messages()}
    assert (len(again), again <= sent) == (2, True)
    assert outcome.printed == [
        "replay: of 3 events, 2 have an offer: 2 sent again, 0 withheld, 0 not known to be published, 0 failed"
    ]
    assert operate.run("reconcile", "--dry-run").printed[-1].endswith("1 undecided and 0 recorded would be replayed")


def test_a_customer_who_wants_no_offers_gets_none_by_a_replay(
    operate: Operator, cloud: Cloud, queue: Queue, recommender: Handler
) -> None:
    accept(cloud, 1)
    deliver(recommender, 1)
    queue.offers()
    key = {"customer_id": {"S": interest_event().customer_id}, "record": {"S": "do-not-contact"}}
    cloud.dynamodb.put_item(TableName=CUSTOMERS, Item=key)

    outcome = operate.run("replay", "--since", SINCE, "--until", UNTIL)

    assert offered(queue) == []
    assert "0 sent again, 1 withheld" in outcome.printed[-1]
    assert operate.run("reconcile").printed[-1].startswith("reconcile: of 1 events, 1 are settled")
