"""Redriving the failure bucket with the recommender as it is deployed."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.integration.conftest import Handler
from tests.support.fakes.invocation import FakeContext
from tests.support.integration.cloud import OFFERS, REGION, Cloud, Queue
from tests.support.integration.faults import ErrorResponse, Faults
from tests.support.integration.operating import BUCKET, FUNCTION, Operator, operator
from tests.support.tracing_harness import traced_lambda
from tests.support.unit.tools.recovery.fakes import event_id, key, record, stored, without_image
from tools.recovery.deployed_recommender import RECORDS_AT_ONCE

WHY = "ClientError InternalFailure"


@pytest.fixture
def operate(recommender: Handler, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Operator:
    return operator(recommender, monkeypatch, capsys)


def offered(queue: Queue) -> list[str]:
    return sorted(offer["id"] for offer in queue.offers())


def test_after_an_outage_all_failures_are_delivered_and_the_bucket_is_empty(operate: Operator, queue: Queue) -> None:
    for number in range(30):
        operate.store(key(number), stored(record(number)))

    outcome = operate.run("redrive")

    assert (outcome.status, operate.stored()) == (0, [])
    assert offered(queue) == [event_id(number) for number in range(30)]
    assert outcome.printed == ["redrive: of 30 objects, 30 records handed over, 30 deleted, 0 stay"]
    assert outcome.said[0] == f"redrive: {BUCKET}, {FUNCTION} at {REGION}"  # on a slow machine, how far it is follows
    assert operate.run("redrive").printed == ["redrive: of 0 objects, 0 records handed over, 0 deleted, 0 stay"]


def test_what_is_published_is_not_published_twice(operate: Operator, queue: Queue, recommender: Handler) -> None:
    operate.store(key(1), stored(record(1), record(2)))
    operate.store(key(3), stored(record(1)))
    operate.run("redrive", "--limit", "1")
    assert offered(queue) == [event_id(1), event_id(2)]

    assert operate.run("redrive").status == 0

    assert offered(queue) == []


def test_as_long_as_the_topic_fails_every_record_stays_and_the_log_says_why(
    operate: Operator, queue: Queue, faults: Faults, cloud: Cloud
) -> None:
    """All of a full batch: the end of the log that Lambda returns has to name each."""
    for operation in ("Publish", "PublishBatch"):
        faults.planned[operation] = [ErrorResponse(500, "InternalFailure")]
    numbers = range(RECORDS_AT_ONCE)
    records = [record(number) for number in numbers]
    for number in numbers:
        records[number]["dynamodb"]["SequenceNumber"] = f"{number:026}"  # no stream's is longer
    operate.store(key(1), stored(*records))

    outcome = operate.run("redrive")

    assert (outcome.status, operate.stored()) == (1, [key(1)])
    assert outcome.printed == [
        *(f"{key(1)}: event {event_id(n)}, sequence number {n:026}: {WHY}" for n in numbers),
        f"redrive: of 1 objects, {RECORDS_AT_ONCE} records handed over, 0 deleted, 1 stay",
    ]
    recorded = sorted(item["offer"]["S"] for item in cloud.items(OFFERS))

    faults.planned.clear()
    assert operate.run("redrive").status == 0

    assert operate.stored() == []
    assert sorted(message["Body"] for message in queue.messages()) == recorded


def test_what_the_function_set_aside_stays_until_its_cause_is_repaired(
    operate: Operator, recommender: Handler, queue: Queue, cloud: Cloud
) -> None:
    """As with a bad deployment: every record raises, in redrive as in the stream, until another is deployed."""
    for item_id in ("tea", "butter"):
        cloud.put_catalogue_item(item_id, 50, "cape town", title={"S": "t" * 130_000})
    batch = [record(number) for number in range(3)]
    assert recommender({"Records": batch}, FakeContext()) == {"batchItemFailures": []}
    kept = operate.stored()
    assert len(kept) == 3

    outcome = operate.run("redrive")

    assert (outcome.status, operate.stored()) == (1, kept)
    assert sorted(line.partition(": ")[2] for line in outcome.printed[:3]) == [
        f"event {event_id(n)}, sequence number {n}: OfferTooLargeError" for n in range(3)
    ]
    assert outcome.printed[-1] == "redrive: of 3 objects, 3 records handed over, 0 deleted, 3 stay"
    assert offered(queue) == []

    for item_id in ("tea", "butter"):
        cloud.put_catalogue_item(item_id, 50, "cape town")
    assert operate.run("redrive", "--condition", "SetAside").status == 0
    assert operate.stored() == []
    assert offered(queue) == [event_id(number) for number in range(3)]


@pytest.mark.parametrize("sampled", [0, 1], ids=["not traced", "traced"])
@pytest.mark.parametrize(
    ("responses", "anew"),
    [
        ([ErrorResponse(403, "AuthorizationError")] * 2, True),
        ([ErrorResponse(403, "AuthorizationError"), ErrorResponse(500, "InternalFailure")], False),
        ([ErrorResponse(500, "InternalFailure"), ErrorResponse(403, "AuthorizationError")], False),
        ([ReadTimeoutError(endpoint_url="https://aws")] * 2, False),
    ],
    ids=["refused", "refused, then failed", "failed, then refused", "no answer"],
)
def test_an_offer_that_expired_in_the_bucket_is_decided_anew_if_it_is_known_not_to_be_published(
    start_recommender: Callable[..., Handler],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    queue: Queue,
    faults: Faults,
    cloud: Cloud,
    responses: list[ErrorResponse | Exception],
    anew: bool,
    sampled: int,
) -> None:
    with traced_lambda(monkeypatch):
        recommender = start_recommender()
        header = f"Root=1-6740a1b2-0123456789abcdef01234567;Parent=53995c3f42cd8ad8;Sampled={sampled}"
        failing = record(1, trace_header=header)
        for response in responses:
            faults.planned["Publish"] = faults.planned["PublishBatch"] = [response]
            assert recommender({"Records": [failing]}, FakeContext())["batchItemFailures"]
        faults.planned.clear()
        (recorded,) = cloud.items(OFFERS)
        started = sys.modules["recommender.handler"]
        tomorrow = datetime.now(UTC) + timedelta(hours=24, minutes=1)
        monkeypatch.setattr(started, "_offer_maker", replace(started._offer_maker, now=lambda: tomorrow))
        operate = operator(recommender, monkeypatch, capsys)
        operate.store(key(1), stored(failing))

        assert operate.run("redrive").status == 0

        assert operate.stored() == []
        published = queue.offers()
        (kept,) = cloud.items(OFFERS)
    assert [datetime.fromisoformat(offer["data"]["expires_at"]) > tomorrow for offer in published] == [True] * anew
    assert (kept["offer"] == recorded["offer"], "withheld" in kept) == (not anew, not anew)


def test_poison_alone_is_left_and_named(operate: Operator, queue: Queue) -> None:
    operate.store(key(1), stored(without_image(1), record(2)))
    operate.store(key(3), stored(record(3, interest_key="")))
    operate.store(key(4), stored(record(4)))
    operate.store("notes.txt", b"canary")

    outcome = operate.run("redrive")

    assert outcome.status == 1
    assert operate.stored() == [key(1), key(3), "notes.txt"]
    assert offered(queue) == [event_id(2), event_id(4)]
    why = "poison: The attribute interest_key is missing, empty or of another type than S."
    assert outcome.printed[:-1] == [
        f"{key(1)}: event ?, sequence number 1: poison: An inserted record carries no new image.",
        f"{key(3)}: event {event_id(3)}, sequence number 3: {why}",
        "notes.txt: unreadable: it is not JSON",
    ]


def test_a_dry_run_says_what_would_be_done_and_does_nothing(operate: Operator, queue: Queue) -> None:
    operate.store(key(1), stored(record(1)))
    operate.store(key(2), stored(without_image(2)))

    outcome = operate.run("redrive", "--dry-run")

    assert (outcome.status, operate.stored(), operate.function.invocations) == (1, [key(1), key(2)], 0)
    assert outcome.printed[-1] == "redrive: of 2 objects, 1 records would be handed over and 1 objects would stay"
    assert offered(queue) == []


@pytest.mark.parametrize(
    ("words", "remaining"),
    [
        (["--since", "2026-11-22T20:30:00Z"], [0]),
        (["--until", "2026-11-22T22:30:00+02:00"], [1, 2]),
        (["--condition", "RecordAgeExceeded"], [0, 1]),
        (["--limit", "2"], [2]),
    ],
)
def test_what_is_redriven_can_be_limited(operate: Operator, words: list[str], remaining: list[int]) -> None:
    conditions = ["RetryAttemptsExhausted", "RetryAttemptsExhausted", "RecordAgeExceeded"]
    keys = [key(number, f"2026-11-22T20.{number * 20 + 15:02}.00") for number in range(3)]
    for number, condition in enumerate(conditions):
        operate.store(keys[number], stored(record(number), condition=condition))

    assert operate.run("redrive", *words).status == 0

    assert operate.stored() == [keys[number] for number in remaining]


def test_a_bucket_that_does_not_exist_is_said_in_one_line(operate: Operator) -> None:
    outcome = operate.run("redrive", "--bucket", "no-such-bucket")

    assert (outcome.status, outcome.printed) == (1, [])
    assert outcome.said[1:] == ["redrive: ListObjectsV2: NoSuchBucket: there is no such bucket"]


def test_nothing_personal_is_printed(operate: Operator, faults: Faults) -> None:
    canary = {"customer_id": "canary-1", "interest": "canary-2", "location": "canary-3", "interest_key": "canary-4"}
    faults.planned["PutItem"] = [ErrorResponse(400, "ValidationException")]
    broken = record(2, **canary)
    broken["dynamodb"]["NewImage"]["event_id"] = {"S": "canary-5"}
    operate.store(key(1), stored(record(1, **canary), broken))

    outcome = operate.run("redrive")

    assert outcome.status == 1
    assert len(outcome.printed) == 3
    assert "canary" not in str(outcome)
