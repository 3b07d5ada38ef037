"""Draining a dead-letter queue: what the consumer takes goes, what it does not stays, and it ends."""

import itertools
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from tests.support.unit.tools.recovery.fakes import event_id
from tests.support.unit.tools.recovery.queue import BEGAN, MEANWHILE, MemoryQueue, Scripted, drained, refusing, waiting
from tools.recovery.dead_letters import DeadLetterQueue
from tools.recovery.deliveries import NotTakenError
from tools.recovery.draining import MOST_FAILURES_IN_A_ROW


def test_what_is_taken_is_deleted() -> None:
    queue, delivery = MemoryQueue(waiting(25)), Scripted()

    portions = drained(queue, delivery)

    assert sum(portion.taken for portion in portions) == 25
    assert sorted(delivery.got) == list(range(25))
    assert queue.waiting == queue.hidden == {}


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (NotTakenError("HTTP 503"), "HTTP 503"),
        (
            ClientError({"Error": {"Code": "Gone", "Message": "canary"}}, "SendMessage"),
            "SendMessage: Gone",
        ),
    ],
)
def test_what_is_not_taken_stays_and_is_named_without_its_values(error: Exception, reason: str) -> None:
    queue = MemoryQueue(waiting(12))

    portions = drained(queue, Scripted(refusing(3, 11, error=error)))

    lines = sorted(line for portion in portions for line in portion.failed)
    assert [line.partition(": ")[0] for line in lines] == [f"event {event_id(3)}", f"event {event_id(11)}"]
    assert all(reason in line and "canary" not in line for line in lines)
    assert sorted(queue.waiting) == ["11", "3"]


def test_each_is_delivered_once_even_where_it_can_be_received_again() -> None:
    queue, delivery = MemoryQueue(waiting(3), hidden_for=0), Scripted(refusing(0, 1, 2))

    drained(queue, delivery)

    assert sorted(delivery.got) == [0, 1, 2]


def test_what_arrives_meanwhile_is_left_alone() -> None:
    queue = MemoryQueue({**waiting(2), "7": BEGAN + timedelta(seconds=2)})

    def comes_back(number: int) -> None:
        queue.waiting[str(number + 10)] = MEANWHILE

    delivery = Scripted(comes_back)
    drained(queue, delivery)

    assert sorted(delivery.got) == [0, 1]
    assert sorted(queue.waiting) == ["10", "11", "7"]


def test_a_receive_of_nothing_but_what_arrived_meanwhile_does_not_end_it() -> None:
    younger = {str(number): MEANWHILE for number in range(20, 30)}
    queue, delivery = MemoryQueue({**younger, **waiting(5)}), Scripted()

    portions = drained(queue, delivery)

    assert sorted(delivery.got) == list(range(5))
    assert queue.waiting == younger
    assert portions[-1].held == 10


def test_a_receive_of_nothing_but_what_failed_before_does_not_end_it() -> None:
    """A slow consumer fails on so many that the first can be received again before the last were received at all."""
    queue, delivery = MemoryQueue(waiting(35), hidden_for=2), Scripted(refusing(*range(10)))

    portions = drained(queue, delivery)

    assert sorted(delivery.got) == list(range(35))
    assert sum(portion.taken for portion in portions) == 25
    assert portions[-1].held == len(queue.waiting) == 10


def test_it_ends_though_the_queue_is_never_empty() -> None:
    arriving = (str(number) for number in itertools.count(100))
    queue, delivery = MemoryQueue(waiting(3), hidden_for=5, arriving=arriving), Scripted(refusing(0))

    drained(queue, delivery)

    assert sorted(delivery.got) == [0, 1, 2]
    assert queue.hidden == {}


def test_it_takes_no_more_than_it_is_asked_for() -> None:
    queue, delivery = MemoryQueue(waiting(30)), Scripted()

    drained(queue, delivery, limit=13)

    assert len(delivery.got) == 13
    assert queue.asked == [10, 3]
    assert len(queue.waiting) == 17


def test_it_gives_up_when_nothing_is_taken() -> None:
    queue, delivery = MemoryQueue(waiting(300)), Scripted(refusing(*range(300)))

    portions = drained(queue, delivery)

    assert sum(len(portion.failed) for portion in portions) == MOST_FAILURES_IN_A_ROW
    assert len(queue.waiting) == 300


@pytest.mark.parametrize("looks", [1, 3])
def test_what_sqs_still_counts_though_it_is_deleted_is_counted_again(
    monkeypatch: pytest.MonkeyPatch, looks: int
) -> None:
    counted, pauses = iter([2] * (looks - 1) + [1]), list[float]()
    queue = MemoryQueue({})
    monkeypatch.setattr(queue, "get_queue_attributes", lambda **_: counting(next(counted)))
    monkeypatch.setattr("tools.recovery.dead_letters.time.sleep", pauses.append)

    assert DeadLetterQueue(queue, "url", 60).remaining(known=1) == 1
    assert len(pauses) == looks - 1


def test_what_others_hide_is_counted_once_sqs_has_had_the_time_to_count(monkeypatch: pytest.MonkeyPatch) -> None:
    queue, pauses = MemoryQueue({}, hidden=waiting(2)), list[float]()
    monkeypatch.setattr("tools.recovery.dead_letters.time.sleep", pauses.append)

    assert DeadLetterQueue(queue, "url", 60).remaining(known=0) == 2
    assert 60 <= sum(pauses) < 70


def test_what_is_known_to_stay_counts_before_sqs_counts_it() -> None:
    assert DeadLetterQueue(MemoryQueue({}), "url", 60).remaining(known=3) == 3


def counting(hidden: int) -> dict[str, Any]:
    return MemoryQueue({}, hidden=waiting(hidden)).get_queue_attributes()


def test_a_queue_that_cannot_be_reached_ends_it_and_the_others_are_released() -> None:
    queue = MemoryQueue(waiting(5))
    unreachable = refusing(4, error=EndpointConnectionError(endpoint_url="canary"))

    with pytest.raises(EndpointConnectionError):
        drained(queue, Scripted(unreachable))

    assert "4" in queue.waiting
    assert queue.hidden == {}
