"""What becomes of a batch."""

from typing import Any

import pytest

from local.streams.batches import (
    RETRIES_EXHAUSTED,
    Batch,
    Outcome,
    after_invocation,
    first_failed,
    too_old,
)
from local.streams.settings import FOREVER, Settings
from tests.support.local.streams.records import batch, positions, record

SUCCESS = Outcome(first_failed=None)
FAILURE = Outcome(first_failed=0, function_error="Unhandled")
THROTTLED = Outcome(first_failed=0, throttled=True)
RECORDS = batch(0, 1, 2, 3).records


@pytest.mark.parametrize("response", [None, {}, {"batchItemFailures": []}, {"batchItemFailures": None}, {"other": 1}])
def test_an_empty_response_means_success(response: Any) -> None:
    assert first_failed(response, RECORDS) is None


@pytest.mark.parametrize(
    "response",
    [
        "done",
        ["101"],
        7,
        {"batchItemFailures": "101"},
        {"batchItemFailures": {"itemIdentifier": "101"}},
        {"batchItemFailures": [{"itemIdentifier": ""}]},
        {"batchItemFailures": [{"itemIdentifier": None}]},
        {"batchItemFailures": [{"itemIdentifier": 102}]},
        {"batchItemFailures": [{"identifier": "102"}]},
        {"batchItemFailures": ["102"]},
        {"batchItemFailures": [{"itemIdentifier": "999"}]},
        {"batchItemFailures": [{"itemIdentifier": "102"}, {"itemIdentifier": ""}]},
    ],
)
def test_a_response_that_is_not_understood_fails_the_whole_batch(response: Any) -> None:
    assert first_failed(response, RECORDS) == 0


def test_delivery_resumes_from_the_lowest_record_reported() -> None:
    response = {"batchItemFailures": [{"itemIdentifier": "103"}, {"itemIdentifier": "101"}]}
    assert first_failed(response, RECORDS) == 1


def test_success_settles_the_whole_batch() -> None:
    step = after_invocation(batch(0, 1), SUCCESS, Settings())
    assert [record.position for record in step.done] == [0, 1]
    assert step.retry == ()
    assert step.discarded is None


def test_a_failed_batch_is_sent_again_whole_and_counted() -> None:
    (again,) = after_invocation(batch(0, 1, 2), FAILURE, Settings()).retry
    assert positions(again) == [0, 1, 2]
    assert (again.failures, again.invocations) == (1, 1)


def test_a_throttled_batch_is_sent_again_and_nothing_counts() -> None:
    settings = Settings(bisect=True, max_retries=0)
    (again,) = after_invocation(batch(0, 1), THROTTLED, settings).retry
    assert positions(again) == [0, 1]
    assert (again.failures, again.invocations) == (0, 0)


def test_a_reported_failure_settles_what_came_before_it() -> None:
    step = after_invocation(batch(0, 1, 2, 3), Outcome(first_failed=2), Settings())
    assert [record.position for record in step.done] == [0, 1]
    assert [positions(again) for again in step.retry] == [[2, 3]]
    assert step.retry[0].failures == 1


@pytest.mark.parametrize(("count", "halves"), [(2, [[0], [1]]), (3, [[0], [1, 2]]), (4, [[0, 1], [2, 3]])])
def test_bisecting_makes_two_halves_and_is_free(count: int, halves: list[list[int]]) -> None:
    settings = Settings(bisect=True, max_retries=0)
    step = after_invocation(batch(*range(count)), FAILURE, settings)
    assert [positions(half) for half in step.retry] == halves
    assert {half.failures for half in step.retry} == {0}
    assert step.discarded is None


def test_bisecting_with_a_reported_failure_splits_there_and_is_free() -> None:
    settings = Settings(bisect=True, reports_item_failures=True, max_retries=0)
    step = after_invocation(batch(0, 1, 2, 3), Outcome(first_failed=1), settings)
    assert [record.position for record in step.done] == [0]
    assert [positions(again) for again in step.retry] == [[1, 2, 3]]
    assert step.retry[0].failures == 0


def test_bisecting_with_the_first_record_reported_makes_halves() -> None:
    settings = Settings(bisect=True, reports_item_failures=True)
    step = after_invocation(batch(0, 1, 2, 3), Outcome(first_failed=0), settings)
    assert [positions(half) for half in step.retry] == [[0, 1], [2, 3]]


@pytest.mark.parametrize("retries", [0, 1, 5])
def test_a_batch_is_sent_once_and_then_as_often_as_its_retries(retries: int) -> None:
    settings = Settings(max_retries=retries)
    sent, pending = 0, batch(0, 1)
    while True:
        step = after_invocation(pending, FAILURE, settings)
        sent += 1
        if step.discarded is not None:
            break
        (pending,) = step.retry
    assert sent == retries + 1
    assert step.discarded.condition == RETRIES_EXHAUSTED
    assert step.discarded.invocations == retries + 1
    assert [record.position for record in step.discarded.records] == [0, 1]


def test_what_is_given_up_starts_at_the_reported_record() -> None:
    step = after_invocation(batch(0, 1, 2), Outcome(first_failed=1), Settings(max_retries=0))
    assert [record.position for record in step.done] == [0]
    assert step.discarded is not None
    assert [record.position for record in step.discarded.records] == [1, 2]


@pytest.mark.parametrize("size", range(1, 17))
@pytest.mark.parametrize("reports", [False, True])
def test_bisecting_discards_the_poison_record_alone_and_sends_the_rest(size: int, reports: bool) -> None:
    """Wherever the poison is, every other record is settled, in order of its first success, and only it is given up."""
    settings = Settings(bisect=True, max_retries=1, reports_item_failures=reports)
    for poison in range(size):
        pending, settled, given_up = [batch(*range(size))], [], []
        while pending:
            sent = pending.pop(0)
            failed = next((n for n, position in enumerate(positions(sent)) if position == poison), None)
            outcome = SUCCESS if failed is None else Outcome(failed if reports else 0)
            step = after_invocation(sent, outcome, settings)
            settled += [record.position for record in step.done]
            pending[:0] = step.retry
            if step.discarded is not None:
                given_up += [record.position for record in step.discarded.records]
        assert given_up == [poison]
        assert settled == [position for position in range(size) if position != poison]


def test_records_older_than_the_mapping_allows_are_counted_from_the_front() -> None:
    aged = Batch(tuple(record(n, created=created) for n, created in enumerate([10, 40, 41, 100])))
    assert too_old(aged, Settings(max_age_seconds=60), now=100) == 1
    assert too_old(aged, Settings(max_age_seconds=60), now=1000) == 4
    assert too_old(aged, Settings(max_age_seconds=60), now=50) == 0
    assert too_old(aged, Settings(max_age_seconds=FOREVER), now=1e9) == 0
