"""What is said of a record before it is handed over."""

from typing import Any

import pytest

from tests.support.unit.tools.recovery.fakes import event_id, record, without_image
from tools.recovery.records import poison, shown


def changed(**attributes: Any) -> dict[str, Any]:
    made = record(7)
    made["dynamodb"]["NewImage"].update(attributes)
    return made


def test_a_record_that_the_recommender_can_read_is_no_poison() -> None:
    assert poison(record(7)) is None


def test_a_record_that_inserted_nothing_is_no_poison() -> None:
    assert poison({**record(7), "eventName": "REMOVE"}) is None


@pytest.mark.parametrize(
    ("broken", "what"),
    [
        (changed(interest_key={"N": "5"}), "interest_key"),
        (changed(event_id={"S": "not an id"}), "event_id"),
        (changed(expires_at={"N": "soon"}), "expires_at"),
        (without_image(7), "no new image"),
        ({"eventName": "INSERT"}, "no sequence number"),
        ({}, "no sequence number"),
    ],
)
def test_poison_is_explained_in_the_parsers_own_words(broken: dict[str, Any], what: str) -> None:
    assert what in str(poison(broken))


def test_poison_is_explained_without_its_values() -> None:
    assert "canary" not in str(poison(changed(interest={"N": "canary"}, expires_at={"N": "canary"})))


def test_a_record_is_named_by_its_event_and_its_sequence_number() -> None:
    assert shown(record(7)) == f"event {event_id(7)}, sequence number 7"


@pytest.mark.parametrize("id_", [{"S": "Jane Doe"}, {"S": event_id(7).upper()}, {"N": "7"}, "text", None])
def test_what_has_not_the_form_of_an_id_is_not_shown(id_: object) -> None:
    assert shown(changed(event_id=id_)) == "event ?, sequence number 7"


@pytest.mark.parametrize("number", ["Jane Doe", "", "٣", None, 5, {}])
def test_what_has_not_the_form_of_a_sequence_number_is_not_shown(number: object) -> None:
    assert shown({"dynamodb": {"SequenceNumber": number}}) == "event ?, sequence number ?"
