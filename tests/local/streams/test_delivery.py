"""Lanes on threads."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from local.streams.batches import Batch, Discarded, Outcome, Record
from local.streams.delivery import Delivery, Progress, Source
from local.streams.settings import Settings
from tests.support.local.patches.polling import eventually
from tests.support.local.streams.records import positions, record

SUCCESS = Outcome(first_failed=None)
FAILURE = Outcome(first_failed=0)


class Stream:
    """A stream in memory, and what was sent from it."""

    def __init__(self, invoke: Callable[[Batch], Outcome] = lambda _: SUCCESS) -> None:
        self.records: list[Record] = []
        self.sent: list[list[int]] = []
        self.discarded: list[Discarded] = []
        self._invoke = invoke

    def write(self, *keys: str) -> None:
        for key in keys:
            self.records.append(record(len(self.records), key=key))

    def source(self, wanted: Callable[[Record], bool] = lambda _: True) -> Source:
        def invoke(batch: Batch) -> Outcome:
            self.sent.append(positions(batch))
            return self._invoke(batch)

        return Source(
            read=lambda position: (self.records[position:], len(self.records)),
            wanted=wanted,
            invoke=invoke,
            discard=self.discarded.append,
        )


@contextmanager
def delivering(source: Source, progress: Progress, settings: Settings) -> Iterator[Delivery]:
    delivery = Delivery("test", settings, source, progress)
    delivery.start()
    try:
        yield delivery
    finally:
        delivery.stop()


def test_records_are_sent_and_settled() -> None:
    stream, progress = Stream(), Progress(0)
    stream.write("a", "b", "c")
    with delivering(stream.source(), progress, Settings()) as delivery:
        delivery.read()
        eventually(lambda: progress.position, lambda position: position == 3)
        stream.write("d")
        delivery.read()
        eventually(lambda: progress.position, lambda position: position == 4)
    assert sorted(position for batch in stream.sent for position in batch) == [0, 1, 2, 3]


def test_filtered_records_are_settled_and_never_sent() -> None:
    stream, progress = Stream(), Progress(0)
    stream.write("a", "b", "c")
    with delivering(stream.source(lambda found: found.position != 1), progress, Settings(batch_size=1)) as delivery:
        delivery.read()
        eventually(lambda: progress.position, lambda position: position == 3)
    assert stream.sent == [[0], [2]]


def test_a_lane_that_waits_holds_up_no_other_and_what_is_done_is_not_sent_again() -> None:
    release = threading.Event()

    def invoke(batch: Batch) -> Outcome:
        if positions(batch) == [0]:
            release.wait(5)
            return FAILURE
        return SUCCESS

    stream, progress = Stream(invoke), Progress(0)
    stream.write("slow", "quick", "slow", "quick")
    with delivering(stream.source(), progress, Settings(lanes=10, batch_size=1)) as delivery:
        delivery.read()
        eventually(lambda: progress.is_done(stream.records[3]), bool)
        assert progress.position == 0
        assert [2] not in stream.sent
        release.set()
        delivery.stop()

    stream.sent.clear()
    stream._invoke = lambda _: SUCCESS
    with delivering(stream.source(), progress, Settings()) as delivery:
        delivery.read()
        eventually(lambda: progress.position, lambda position: position == 4)
    assert stream.sent == [[0, 2]]


def test_keys_that_differ_in_one_digit_use_all_lanes() -> None:
    everyone = threading.Barrier(4, timeout=3)

    def meet(_: Batch) -> Outcome:
        everyone.wait()
        return SUCCESS

    stream, progress = Stream(meet), Progress(0)
    stream.write(*(f"item {number}" for number in range(16)))
    with delivering(stream.source(), progress, Settings(lanes=4, window_seconds=0.2)) as delivery:
        delivery.read()
        eventually(lambda: progress.position, lambda position: position == 16)
    assert len(stream.sent) == 4


def test_what_is_given_up_is_reported_and_settled() -> None:
    stream, progress = Stream(lambda _: FAILURE), Progress(0)
    stream.write("a")
    with delivering(stream.source(), progress, Settings(max_retries=0)) as delivery:
        delivery.read()
        eventually(lambda: progress.position, lambda position: position == 1)
    assert [[found.position for found in discarded.records] for discarded in stream.discarded] == [[0]]


def test_what_a_stopping_delivery_learns_is_kept_and_what_failed_is_not_given_up() -> None:
    under_way, go_on = threading.Event(), threading.Event()

    def fail_at_the_second(_: Batch) -> Outcome:
        under_way.set()
        go_on.wait(3)
        return Outcome(first_failed=1)

    stream, progress = Stream(fail_at_the_second), Progress(0)
    stream.write("a", "b")
    with delivering(stream.source(), progress, Settings(max_retries=0, window_seconds=0.1)) as delivery:
        delivery.read()
        assert under_way.wait(3)
        delivery.stop(wait=False)
        go_on.set()
    assert (progress.position, stream.discarded) == (1, [])


def test_stopping_ends_every_thread() -> None:
    before = threading.active_count()
    with delivering(Stream().source(), Progress(0), Settings(lanes=10)):
        assert threading.active_count() == before + 10
    assert threading.active_count() == before


def test_progress_moves_over_what_the_stream_no_longer_holds() -> None:
    progress = Progress(0)
    progress.finish([record(2), record(5)])
    assert progress.position == 0
    progress.trim(1)
    assert progress.position == 1
    progress.trim(2)
    assert progress.position == 3
    assert not progress.is_done(record(4))
    progress.trim(4)
    progress.finish([record(4)])
    assert progress.position == 6
