"""What several records need is made once."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from recommender.domain.single_flight import SingleFlight


def test_a_result_is_made_once_for_all_who_ask_at_the_same_time() -> None:
    single_flight, results, barrier = SingleFlight(), [], threading.Barrier(8)

    def make() -> str:
        results.append(1)
        time.sleep(0.01)
        return "result"

    def ask(_: int) -> str:
        barrier.wait(5)
        return single_flight.get("key", make)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(8))) == ["result"] * 8
    assert len(results) == 1


def test_every_key_has_a_result_of_its_own() -> None:
    single_flight = SingleFlight()
    assert [single_flight.get(key, lambda key=key: key * 2) for key in (1, 2, 1)] == [2, 4, 2]


def test_a_failure_is_everyones_and_is_not_tried_again() -> None:
    single_flight, tried = SingleFlight(), []

    def fail() -> None:
        tried.append(1)
        raise TimeoutError

    for _ in range(3):
        with pytest.raises(TimeoutError):
            single_flight.get("key", fail)
    assert len(tried) == 1
