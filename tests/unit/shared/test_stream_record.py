"""Records as Lambda delivers them."""

from typing import Any

import pytest

from recommender.adapters.stream_batch import read
from recommender.domain.model import Delivery
from shared.interest_event import MalformedEventError
from shared.stream_record import interest_event, sequence_number
from tests.support.fakes.events import interest_event as an_event
from tests.support.fakes.events import stream_record


def test_a_record_delivers_an_event_under_its_number_and_the_streams_id() -> None:
    assert read(stream_record(an_event(), "7")) == Delivery("7", "stream-7", an_event())


def test_a_record_without_the_streams_id_is_delivered_all_the_same() -> None:
    record = stream_record(an_event(), "7")
    del record["eventID"]
    assert read(record) == Delivery("7", "", an_event())


def test_poison_is_delivered_with_why_it_is() -> None:
    record = stream_record(an_event(), "7")
    record["dynamodb"]["NewImage"] = {}
    failure = {"error_class": "MalformedEventError", "error_code": ""}
    assert read(record) == Delivery("7", "stream-7", None, failure)


@pytest.mark.parametrize("change", [None, [], "x", {}, {"SequenceNumber": 7}, {"SequenceNumber": ""}])
def test_a_record_without_a_number_cannot_be_named(change: object) -> None:
    with pytest.raises(MalformedEventError, match=r"^A record carries no sequence number\.$"):
        sequence_number({"dynamodb": change})


@pytest.mark.parametrize("image", [None, [], "x"])
def test_an_insertion_of_nothing_is_malformed(image: Any) -> None:
    with pytest.raises(MalformedEventError, match=r"^An inserted record carries no new image\.$"):
        interest_event({"eventName": "INSERT", "dynamodb": {"NewImage": image}})
