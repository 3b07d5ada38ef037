"""Reading many items by key, over DynamoDB in memory."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared.aws import table_reader
from shared.aws.table_reader import TableReader, UnreadItemsError
from shared.budget import CALL_MS, Budget, OutOfTimeError
from shared.customers.records import DO_NOT_CONTACT, key
from tests.support.fakes.invocation import PLENTY
from tests.support.reliability.faults import Fault
from tests.support.unit.tables import in_memory

KEYS = [key(str(number), DO_NOT_CONTACT) for number in range(250)]


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between attempts, in seconds, which nobody waits for."""
    taken: list[float] = []
    monkeypatch.setattr(table_reader.time, "sleep", taken.append)
    return taken


class Scripted:
    """A client that gives these answers in turn and keeps what it was asked."""

    def __init__(self, *responses: dict[str, Any]) -> None:
        self._responses: Iterator[dict[str, Any]] = iter(responses)
        self.asked: list[dict[str, Any]] = []

    def batch_get_item(self, **request: Any) -> dict[str, Any]:
        self.asked.append(request["RequestItems"])
        return next(self._responses)


def unread(*keys: Any) -> dict[str, Any]:
    return {"Responses": {}, "UnprocessedKeys": {"customers": {"Keys": list(keys)}}}


def test_any_number_of_items_is_read_and_those_that_are_not_there_are_left_out(pauses: list[float]) -> None:
    dynamodb = in_memory()
    dynamodb.fill("customers", KEYS[:249])
    assert list(TableReader(dynamodb, "customers").read(iter(KEYS), PLENTY)) == KEYS[:249]
    assert list(TableReader(dynamodb, "customers").read([], PLENTY)) == []
    assert pauses == []


@pytest.mark.parametrize(("consistent", "seen"), [(True, 1), (False, 0)])
def test_a_consistent_read_sees_what_was_just_written(consistent: bool, seen: int) -> None:
    dynamodb = in_memory(Fault("stale", "customers"))
    dynamodb.fill("customers", KEYS[:1])
    assert len(list(TableReader(dynamodb, "customers", consistent=consistent).read(KEYS[:1], PLENTY))) == seen


def test_a_read_is_not_consistent_unless_that_is_asked_for() -> None:
    dynamodb = in_memory(Fault("stale", "customers"))
    dynamodb.fill("customers", KEYS[:1])
    assert list(TableReader(dynamodb, "customers").read(KEYS[:1], PLENTY)) == []


def test_what_dynamodb_leaves_unread_is_asked_for_again_after_a_pause_that_grows(pauses: list[float]) -> None:
    dynamodb = in_memory(Fault("partly", "customers", times=2))
    dynamodb.fill("customers", KEYS[:3])
    assert list(TableReader(dynamodb, "customers").read(KEYS[:3], PLENTY)) == KEYS[:3]
    assert pauses == [0.05, 0.1]


def test_what_stays_unread_is_an_error(pauses: list[float]) -> None:
    client = Scripted(*[unread(KEYS[0])] * 3)
    with pytest.raises(UnreadItemsError):
        list(TableReader(client, "customers").read(KEYS[:2], PLENTY))
    assert client.asked[1:] == [{"customers": {"Keys": KEYS[:1]}}] * 2
    assert pauses == [0.05, 0.1, 0.2]


@pytest.mark.parametrize("response", [{}, {"Responses": {}}, {"Responses": {"customers": []}, "UnprocessedKeys": {}}])
def test_a_response_without_items_is_a_response(response: dict[str, Any]) -> None:
    assert list(TableReader(Scripted(response), "customers").read(KEYS[:1], PLENTY)) == []


def test_no_call_is_begun_that_might_not_end_in_time() -> None:
    remaining = iter([CALL_MS, CALL_MS - 1])
    client = Scripted(unread(KEYS[0]))
    with pytest.raises(OutOfTimeError):
        list(TableReader(client, "customers").read(KEYS[:1], Budget(lambda: next(remaining))))
    assert len(client.asked) == 1
