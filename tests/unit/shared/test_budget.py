"""Nothing is begun that might not end in time."""

import pytest

from shared.budget import Budget, OutOfTimeError


def test_what_fits_into_the_time_that_is_left_is_begun_and_more_is_not() -> None:
    budget = Budget(lambda: 1000)
    budget.require(1000)
    with pytest.raises(OutOfTimeError):
        budget.require(1001)


def test_time_that_is_set_aside_cannot_be_used() -> None:
    assert not Budget(lambda: 1000).without(300).allows(701)
    assert Budget(lambda: 1000).without(300).allows(700)


def test_a_record_that_hangs_uses_up_its_own_share_and_not_the_batchs() -> None:
    clock = [100.0]
    batch = Budget(lambda: 60_000)
    record = batch.for_record(lambda: clock[0])
    assert record.allows(25_000)
    clock[0] += 20
    assert not record.allows(5_001)
    assert batch.allows(60_000)


def test_a_records_share_is_never_more_than_what_is_left_of_the_batch() -> None:
    assert not Budget(lambda: 5_000).for_record().allows(5_001)
