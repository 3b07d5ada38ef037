"""Reconciling and replaying the interest table with the recommender as it is deployed."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.timestamps import iso_milliseconds
from tests.integration.conftest import Handler
from tests.support.fakes.invocation import FakeContext
from tests.support.integration.accepted import SINCE, UNTIL, accept, deliver, expire, offered
from tests.support.integration.cloud import CATALOGUE, OFFERS, Cloud, Queue
from tests.support.integration.faults import ErrorResponse, Faults
from tests.support.integration.operating import Operator, operator
from tests.support.unit.tools.recovery.fakes import event_id, record


@pytest.fixture
def operate(recommender: Handler, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operator:
    return operator(recommender, monkeypatch, capsys)


def test_events_that_the_stream_dropped_get_their_offers(
    operate: Operator, cloud: Cloud, queue: Queue, recommender: Handler
) -> None:
    accept(cloud, *range(250))
    deliver(recommender, 3, 4, 5)
    queue.offers()

    outcome = operate.run("reconcile")

    assert outcome.status == 0
    assert offered(queue) == sorted(event_id(number) for number in range(250) if number not in {3, 4, 5})
    (line,) = outcome.printed
    assert line.startswith(
        "reconcile: of 250 events, 3 are settled; 247 replayed: 247 published, 0 withheld, 0 with nothing"
    )
    assert line.endswith("to offer, 0 not known to be published, 0 failed")
    assert operate.run("reconcile").printed[-1].startswith("reconcile: of 250 events, 250 are settled; 0 replayed")
    assert offered(queue) == []


def test_events_under_way_and_of_another_time_are_left_alone(operate: Operator, cloud: Cloud, queue: Queue) -> None:
    now = datetime.now(UTC)
    accept(cloud, 1, at=now - timedelta(hours=25))
    accept(cloud, 2, at=now - timedelta(hours=23))
    accept(cloud, 3, at=now - timedelta(minutes=6))
    accept(cloud, 4, at=now - timedelta(minutes=4))

    operate.run("reconcile")
    assert offered(queue) == [event_id(2), event_id(3)]

    operate.run("reconcile", "--settle", "0")
    assert offered(queue) == [event_id(4)]

    operate.run("reconcile", "--since", iso_milliseconds(now - timedelta(hours=26)))
    assert offered(queue) == [event_id(1)]


def test_an_offer_that_was_recorded_and_not_published_is_published_as_it_was_recorded(
    operate: Operator, cloud: Cloud, queue: Queue, recommender: Handler, faults: Faults
) -> None:
    accept(cloud, 1)
    for operation in ("Publish", "PublishBatch"):
        faults.planned[operation] = [ErrorResponse(500, "InternalFailure")]
    recommender({"Records": [record(1)]}, FakeContext(function_name="cxe-test-recommender"))
    (recorded,) = cloud.items(OFFERS)
    faults.planned.clear()

    assert operate.run("reconcile", "--dry-run").printed == [
        "reconcile: of 1 events, 0 are settled; 0 undecided and 1 recorded would be replayed"
    ]
    assert operate.run("reconcile").status == 0

    assert [message["Body"] for message in queue.messages()] == [recorded["offer"]["S"]]


def test_an_old_event_without_a_decision_is_refused_since_it_may_have_had_one(
    operate: Operator, cloud: Cloud, queue: Queue, recommender: Handler
) -> None:
    """As after a decision of the time when decisions lived for 35 days alone."""
    now = datetime.now(UTC)
    accept(cloud, 1, 2, at=now - timedelta(days=36))
    accept(cloud, 3, at=now - timedelta(days=34))
    deliver(recommender, 2)
    queue.offers()
    words = ("--since", iso_milliseconds(now - timedelta(days=90)))

    dry, outcome = operate.run("reconcile", *words, "--dry-run"), operate.run("reconcile", *words)

    for each in (dry, outcome):
        assert each.status == 1
        assert each.printed[0].startswith("reconcile: 1 events are older than 35 days, and nothing is known of them")
    assert dry.printed[-1].endswith("1 are settled; 1 undecided and 0 recorded would be replayed")
    assert "1 are settled; 1 replayed: 1 published" in outcome.printed[-1]
    assert offered(queue) == [event_id(3)]
    assert operate.run("replay", *words, "--until", iso_milliseconds(now)).status == 1


def test_a_recorded_offer_that_has_expired_is_not_published_and_is_settled(
    operate: Operator, cloud: Cloud, queue: Queue, recommender: Handler
) -> None:
    accept(cloud, 1)
    expire(cloud, recommender, 1)

    outcome = operate.run("reconcile")

    assert (outcome.status, offered(queue)) == (0, [])
    assert "0 are settled; 1 replayed: 0 published, 1 withheld" in outcome.printed[-1]
    (item,) = cloud.items(OFFERS)
    assert item["withheld"]["S"] == "expired"
    assert "1 are settled; 0 replayed" in operate.run("reconcile").printed[-1]


def test_a_recorded_offer_that_has_expired_is_not_counted_among_those_that_would_be_sent_again(
    operate: Operator, cloud: Cloud, queue: Queue, recommender: Handler
) -> None:
    accept(cloud, 1)
    expire(cloud, recommender, 1)
    before = cloud.items(OFFERS)

    dry = operate.run("replay", "--since", SINCE, "--until", UNTIL, "--dry-run")
    outcome = operate.run("replay", "--since", SINCE, "--until", UNTIL)

    expired = "replay: 1 offers have expired and are not sent again"
    assert dry.printed == [expired, "replay: of 1 events, 0 have an offer that would be sent again"]
    assert outcome.printed[0] == expired
    assert (dry.status, outcome.status, offered(queue)) == (0, 0, [])
    assert cloud.items(OFFERS) == before
    assert "0 undecided and 1 recorded would be replayed" in operate.run("reconcile", "--dry-run").printed[-1]


@pytest.mark.parametrize(("seconds", "sent"), [(50, 0), (600, 1)])
def test_an_offer_that_is_about_to_expire_is_not_sent_again_and_stays_published(
    operate: Operator, cloud: Cloud, queue: Queue, recommender: Handler, seconds: int, sent: int
) -> None:
    """Handed over too late, it would end as withheld, though it had been published."""
    accept(cloud, 1)
    expire(cloud, recommender, 1, published=True, after=timedelta(seconds=seconds))

    operate.run("replay", "--since", SINCE, "--until", UNTIL)

    assert len(offered(queue)) == sent
    (item,) = cloud.items(OFFERS)
    assert "published_at" in item
    assert "withheld" not in item


def test_events_that_nothing_suits_are_named_with_what_to_do(operate: Operator, cloud: Cloud, queue: Queue) -> None:
    for item in cloud.items(CATALOGUE):
        cloud.dynamodb.delete_item(TableName=CATALOGUE, Key={"item_id": item["item_id"]})
    accept(cloud, 1)

    outcome = operate.run("reconcile")

    assert outcome.status == 0
    assert outcome.printed[0] == f"event {event_id(1)}: nothing to offer"
    assert "make catalogue" in "".join(outcome.printed)
    assert "1 with nothing to offer" in outcome.printed[-1]


def test_what_fails_is_named_and_shown_by_the_exit_status(operate: Operator, cloud: Cloud, faults: Faults) -> None:
    accept(cloud, 1)
    accept(cloud, 2, interest_key="")
    faults.planned["PutItem"] = [ErrorResponse(400, "ThrottlingException")]

    outcome = operate.run("reconcile")

    assert outcome.status == 1
    assert sorted(outcome.printed[:-1]) == [
        f"event {event_id(1)}: ThrottlingException",
        f"event {event_id(2)}: poison: The attribute interest_key is missing, empty or of another type than S.",
    ]
    assert outcome.printed[-1].endswith("2 failed")
    assert "canary" not in str(outcome)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--interest-table", "reconcile: Scan: ResourceNotFoundException"),
        ("--offers-table", "reconcile: BatchGetItem: ResourceNotFoundException"),
    ],
)
def test_a_table_that_does_not_exist_is_said_in_one_line(
    operate: Operator, cloud: Cloud, option: str, said: str
) -> None:
    accept(cloud, 1)

    outcome = operate.run("reconcile", option, "no-such-table")

    assert (outcome.status, outcome.printed, len(outcome.said)) == (1, [], 2)
    assert outcome.said[1].startswith(said)
