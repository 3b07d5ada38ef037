"""When a lane sends, and what."""

import pytest

from local.streams.batches import TOO_OLD, Batch, Outcome
from local.streams.lane import Lane
from local.streams.settings import QUICK, Settings
from tests.support.local.streams.records import positions, record

SUCCESS = Outcome(first_failed=None)
FAILURE = Outcome(first_failed=0, function_error="Unhandled")
THROTTLED = Outcome(first_failed=0, throttled=True)


def lane_with(count: int, settings: Settings | None = None, now: float = 0.0) -> Lane:
    lane = Lane(settings or Settings())
    for position in range(count):
        lane.add(record(position, created=now), now)
    return lane


def take(lane: Lane, now: float = 0.0) -> Batch:
    batch, discarded = lane.take(now)
    assert batch is not None
    assert discarded is None
    return batch


def test_an_empty_lane_waits_for_records() -> None:
    lane = Lane(Settings())
    assert lane.due() is None
    assert lane.take(1e9) == (None, None)


def test_without_a_window_all_waiting_records_go_at_once_up_to_the_batch_size() -> None:
    lane = lane_with(5, Settings(batch_size=3))
    assert positions(take(lane)) == [0, 1, 2]
    assert positions(take(lane)) == [3, 4]
    assert lane.due() is None


def test_a_window_opens_with_the_first_record_and_a_full_batch_closes_it() -> None:
    settings = Settings(batch_size=3, window_seconds=10)
    lane = lane_with(2, settings, now=100.0)
    assert lane.due() == 110.0
    assert lane.take(109.9) == (None, None)
    lane.add(record(2), 105.0)
    assert positions(take(lane, 105.0)) == [0, 1, 2]


def test_a_window_that_ends_sends_what_there_is() -> None:
    lane = lane_with(2, Settings(window_seconds=10), now=100.0)
    assert positions(take(lane, 110.0)) == [0, 1]


def test_a_failed_batch_goes_before_records_that_came_later() -> None:
    lane = lane_with(2)
    failed = take(lane)
    lane.add(record(2), 1.0)
    lane.settle(failed, FAILURE, 1.0)
    assert positions(take(lane, 1.0 + QUICK.first)) == [0, 1]
    assert positions(take(lane, 1.0 + QUICK.first)) == [2]


def test_halves_are_sent_in_order_and_without_a_pause() -> None:
    lane = lane_with(4, Settings(bisect=True))
    lane.settle(take(lane), FAILURE, 0.0)
    first = take(lane)
    assert positions(first) == [0, 1]
    lane.settle(first, FAILURE, 0.0)
    sent = []
    while lane.due() is not None:
        half = take(lane)
        sent.append(positions(half))
        lane.settle(half, SUCCESS, 0.0)
    assert sent == [[0], [1], [2, 3]]


@pytest.mark.parametrize("outcome", [FAILURE, THROTTLED])
def test_pauses_double_up_to_the_longest_and_end_with_a_success(outcome: Outcome) -> None:
    lane, now, pauses = lane_with(1), 0.0, []
    for _ in range(10):
        lane.settle(take(lane, now), outcome, now)
        due = lane.due()
        assert due is not None
        pauses.append(due - now)
        now = due
    assert pauses[:3] == pytest.approx([QUICK.first, 2 * QUICK.first, 4 * QUICK.first])
    assert max(pauses) == pytest.approx(QUICK.longest)
    lane.settle(take(lane, now), SUCCESS, now)
    lane.add(record(1), now)
    lane.settle(take(lane, now), outcome, now)
    assert lane.due() == pytest.approx(now + QUICK.first)


def test_a_record_too_old_is_never_sent() -> None:
    lane = Lane(Settings(max_age_seconds=60))
    lane.add(record(0, created=0.0), 100.0)
    lane.add(record(1, created=90.0), 100.0)
    batch, discarded = lane.take(100.0)
    assert discarded is not None
    assert batch is not None
    assert [found.position for found in discarded.records] == [0]
    assert (discarded.condition, discarded.invocations, discarded.outcome) == (TOO_OLD, 0, None)
    assert positions(batch) == [1]


def test_a_batch_that_ages_while_it_is_retried_is_given_up_with_its_last_outcome() -> None:
    lane = lane_with(1, Settings(max_age_seconds=60))
    lane.settle(take(lane, 30.0), FAILURE, 30.0)
    batch, discarded = lane.take(61.0)
    assert batch is None
    assert discarded is not None
    assert (discarded.condition, discarded.invocations, discarded.outcome) == (TOO_OLD, 1, FAILURE)
    assert lane.due() is None
