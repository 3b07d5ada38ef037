"""A consumer that reads all the time and holds every test to one content per event, and what else the tests share."""

import json
from collections.abc import Callable, Iterator

import pytest

from shared.timestamps import iso_milliseconds, utc_now
from tests.support.checkout import Checkout
from tests.support.soak.consumer import Consumer
from tests.support.soak.failures import Failures
from tests.support.soak.poison import Poisoner
from tests.support.soak.storefront import Storefront
from tests.support.soak.stream_mapping import StreamMapping
from tests.support.target import Target


@pytest.fixture(scope="package")
def consumer(target: Target) -> Iterator[Consumer]:
    """The one reader of the consumer's queue, until other tests want it."""
    reader = Consumer(target)
    reader.start()
    yield reader
    reader.stop()


@pytest.fixture(autouse=True)
def one_content_per_event(consumer: Consumer) -> Iterator[None]:
    """However often an offer came in a test, it was the same each time."""
    yield
    assert [event_id for event_id, contents in dict(consumer.contents).items() if len(contents) > 1] == []


@pytest.fixture(scope="session")
def began(target: Target) -> str:
    """When these tests began, in ISO 8601; the failure bucket is empty from then on. Others may have used the stack.

    To the second, as an object's key has it: one of the same second is of these tests.
    """
    earlier = Failures(target)
    earlier.delete(*earlier.objects())
    return iso_milliseconds(utc_now().replace(microsecond=0))


@pytest.fixture(scope="session")
def mapping(target: Target) -> StreamMapping:
    """The mapping that delivers the stream."""
    return StreamMapping(target)


@pytest.fixture
def storefront(target: Target) -> Storefront:
    """A storefront that has posted nothing yet."""
    return Storefront(target)


@pytest.fixture
def failures(target: Target, began: str) -> Iterator[Failures]:
    """The failure bucket, which is empty again after the test."""
    found = Failures(target)
    yield found
    found.delete(*found.objects())


@pytest.fixture
def poisoner(target: Target) -> Iterator[Poisoner]:
    """Who writes poison into the interest table; it is gone again after the test."""
    writer = Poisoner(target)
    yield writer
    writer.take_away()


@pytest.fixture
def operate(up: Checkout, began: str) -> Callable[[str, int], str]:
    """Run redrive or reconcile as whoever is on call does; it must end with this status. Returns what it prints."""
    return lambda command, status: up.run_configured(f".venv/bin/python -m tools.{command} --since {began}", status)


@pytest.fixture(scope="session")
def stack_pid(up: Checkout) -> int:
    """The id of the local stack's process."""
    return int(json.loads((up.path / ".local" / "stack.json").read_text())["pid"])
