"""Reading the failure bucket: which objects, and what they hold."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.unit.tools.recovery.fakes import MAPPING, MemoryBucket, key, record, stored
from tools.recovery.failure_bucket import FailureBucket, UnreadableObjectError

EARLY, LATE = key(1, "2026-11-22T20.00.00"), key(2, "2026-11-23T08.00.00")


def bucket(**objects: bytes) -> FailureBucket:
    return FailureBucket(MemoryBucket(dict(objects)), "failures")


def at(hour: int, day: int = 22) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (None, None, [EARLY, LATE]),
        (at(20), None, [EARLY, LATE]),
        (at(21), None, [LATE]),
        (None, at(8, day=23), [EARLY]),
        (at(20), at(21), [EARLY]),
        (at(21), at(22), []),
    ],
)
def test_objects_are_found_by_the_time_that_their_keys_say(
    since: datetime | None, until: datetime | None, found: list[str]
) -> None:
    assert list(bucket(**{EARLY: b"", LATE: b""}).keys(since, until)) == found


@pytest.mark.parametrize("name", ["notes.txt", f"{MAPPING}/2026-13-45T99.00.00-x", f"{MAPPING}/2026-11-22-x"])
def test_a_key_that_says_no_time_counts_as_failed_when_it_was_written(name: str) -> None:
    failures = bucket(**{name: b""})

    assert list(failures.keys(at(20), at(21))) == [name]
    assert list(failures.keys(at(21), None)) == []


def test_an_object_holds_its_records_and_why_lambda_gave_up() -> None:
    failure = bucket(**{EARLY: stored(record(1), record(2), condition="RecordAgeExceeded")}).read(EARLY)

    assert failure is not None
    assert failure.condition == "RecordAgeExceeded"
    assert failure.records == (record(1), record(2))


def test_an_object_that_is_gone_holds_nothing() -> None:
    assert bucket().read(EARLY) is None


def without(name: str) -> bytes:
    document = json.loads(stored(record(1)))
    del document[name]
    return json.dumps(document).encode()


def with_payload(payload: Any) -> bytes:
    return json.dumps({**json.loads(stored(record(1))), "payload": payload}).encode()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "it is not JSON"),
        (b"{", "it is not JSON"),
        (b"\xff", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[]", "it has no payload"),
        (without("payload"), "it has no payload"),
        (with_payload({"Records": []}), "it has no payload"),
        (with_payload("canary"), "its payload is not JSON"),
        (with_payload('{"Records": []}'), "its payload holds no records"),
        (with_payload('{"Records": "canary"}'), "its payload holds no records"),
        (with_payload('{"Records": ["canary"]}'), "its payload holds no records"),
        (with_payload("[]"), "its payload holds no records"),
    ],
)
def test_an_object_that_cannot_be_read_says_what_is_missing(body: bytes, problem: str) -> None:
    with pytest.raises(UnreadableObjectError) as caught:
        bucket(**{EARLY: body}).read(EARLY)

    assert str(caught.value) == problem


def test_an_object_without_a_context_is_read_all_the_same() -> None:
    assert bucket(**{EARLY: without("requestContext")}).read(EARLY) is not None
