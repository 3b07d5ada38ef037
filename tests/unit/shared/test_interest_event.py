"""The stored form of an event."""

from typing import Any

import pytest

from shared.interest_event import InterestEvent, MalformedEventError, accepted_at
from tests.support.fakes.events import interest_event


def test_an_event_survives_being_stored() -> None:
    assert InterestEvent.from_item(interest_event().to_item()) == interest_event()


def test_attributes_of_a_later_version_are_ignored() -> None:
    assert InterestEvent.from_item({**interest_event().to_item(), "channel": {"S": "web"}}) == interest_event()


@pytest.mark.parametrize(
    "name",
    ["customer_id", "event_id", "timestamp", "interest", "location", "interest_key", "location_key", "expires_at"],
)
@pytest.mark.parametrize("attribute", [None, {}, {"S": ""}, {"S": 7}, {"NULL": True}, {"M": {}}, "text"])
def test_an_item_with_a_bad_attribute_is_malformed(name: str, attribute: Any) -> None:
    with pytest.raises(MalformedEventError, match=name):
        InterestEvent.from_item({**interest_event().to_item(), name: attribute})


@pytest.mark.parametrize("digits", ["-1", "1.5", "1e3", "١", "x"])
def test_an_expiry_that_is_no_whole_number_is_malformed(digits: str) -> None:
    with pytest.raises(MalformedEventError, match="expires_at"):
        InterestEvent.from_item({**interest_event().to_item(), "expires_at": {"N": digits}})


@pytest.mark.parametrize("event_id", ["1", "7F0C2E1A-9D3B-4C55-8A53-0F6F2F1F9A10", "../../etc/passwd"])
def test_an_event_id_that_is_no_uuid_is_malformed(event_id: str) -> None:
    with pytest.raises(MalformedEventError, match="event_id"):
        InterestEvent.from_item({**interest_event().to_item(), "event_id": {"S": event_id}})


@pytest.mark.parametrize("attribute", [None, {}, {"S": 7}, {"N": "7"}, "Root=1"])
def test_a_missing_trace_header_does_not_cost_the_event(attribute: Any) -> None:
    item = {**interest_event().to_item(), "trace_header": attribute}
    assert not InterestEvent.from_item(item).trace_header


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"expires_at": {"N": "1.5"}}, "The attribute expires_at must be a whole number."),
        ({"event_id": {"S": "1"}}, "The attribute event_id must be a UUID in lower case."),
        ({"interest": {"N": "1"}}, "The attribute interest is missing, empty or of another type than S."),
        ({"expires_at": {"S": "1"}}, "The attribute expires_at is missing, empty or of another type than N."),
    ],
)
def test_a_malformed_item_is_described_by_its_attribute(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(MalformedEventError, match=f"^{message}$"):
        InterestEvent.from_item({**interest_event().to_item(), **changes})


@pytest.mark.parametrize("timestamp", ["yesterday", "2026-11-22T20:32:45"])
def test_a_time_that_cannot_be_read_is_malformed(timestamp: str) -> None:
    with pytest.raises(MalformedEventError, match=r"^The attribute timestamp must be ISO 8601 with a zone\.$"):
        accepted_at(timestamp)
