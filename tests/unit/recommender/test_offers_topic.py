"""Publishing, with SNS's responses scripted."""

from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from recommender.adapters.offers_topic import OffersTopic
from shared.offers.notification import Notification
from shared.trace_header import TraceHeader
from tests.support.fakes.events import TRACE_ID, event_id
from tests.support.fakes.offers import offer_message

TRACE = TraceHeader(TRACE_ID, "53995c3f42cd8ad8", sampled=False)


def notification(number: int, body: str | None = None) -> Notification:
    message = offer_message(event_id(number))
    return Notification.of(message if body is None else replace(message, body=body), TRACE)


def batches(notifications: list[Notification]) -> list[list[Notification]]:
    return list(OffersTopic(ScriptedSns({}), "arn").batches(notifications))


class ScriptedSns:
    def __init__(self, response: dict[str, Any] | Exception) -> None:
        self.response = response
        self.requests: list[dict[str, Any]] = []

    def publish_batch(self, **request: Any) -> dict[str, Any]:
        self.requests.append(request)
        if isinstance(self.response, Exception):
            raise self.response
        return self.response

    publish = publish_batch


def refused(response: dict[str, Any] | Exception) -> dict[str, dict[str, str]]:
    return OffersTopic(ScriptedSns(response), "arn").publish_batch([notification(number) for number in range(3)])


def test_a_batch_that_sns_takes_leaves_whole() -> None:
    client = ScriptedSns({"Successful": [{"Id": "0"}, {"Id": "1"}], "Failed": []})
    assert OffersTopic(client, "arn").publish_batch([notification(0), notification(1)]) == {}
    (request,) = client.requests
    assert request["TopicArn"] == "arn"
    assert [entry["Id"] for entry in request["PublishBatchRequestEntries"]] == ["0", "1"]
    assert request["PublishBatchRequestEntries"][1]["Message"] == notification(1).offer.body


def test_only_the_entries_that_sns_refuses_are_not_published() -> None:
    failed = {"Id": "1", "Code": "InternalError", "Message": "canary", "SenderFault": False}
    assert refused({"Successful": [{"Id": "2"}, {"Id": "0"}], "Failed": [failed]}) == {
        event_id(1): {"error_class": "NotPublished", "error_code": "InternalError"}
    }


def test_an_entry_that_sns_does_not_mention_is_not_taken_for_published() -> None:
    assert refused({"Successful": [{"Id": "0"}]}).keys() == {event_id(1), event_id(2)}


def test_a_response_about_other_entries_says_nothing_of_ours() -> None:
    response = {"Successful": [{"Id": "canary"}, {}], "Failed": [{}, {"Id": "0", "Code": "what the canary said"}]}
    assert refused(response) == {
        event_id(number): {"error_class": "NotPublished", "error_code": ""} for number in range(3)
    }


def test_a_request_that_fails_is_the_callers_to_judge() -> None:
    error = ClientError({"Error": {"Code": "Throttled", "Message": "canary"}}, "PublishBatch")
    with pytest.raises(ClientError):
        refused(error)


def test_a_message_carries_the_trace_to_continue_and_few_enough_attributes_for_raw_delivery() -> None:
    attributes = notification(0).attributes
    assert attributes["trace_header"]["StringValue"] == f"Root={TRACE_ID};Parent=53995c3f42cd8ad8;Sampled=0"
    assert len(attributes) <= 8


def test_a_request_holds_ten_messages() -> None:
    assert [len(batch) for batch in batches([notification(number) for number in range(23)])] == [10, 10, 3]


def test_a_request_holds_no_more_than_sns_takes() -> None:
    body = notification(0).offer.body
    large = body.replace("Title of a", "ü" * 50_000)
    sizes = [len(batch) for batch in batches([notification(number, large) for number in range(5)])]
    assert sum(sizes) == 5
    assert max(sizes) * len(large.encode()) < 256 * 1024
    assert max(sizes) > 1


def test_what_counts_towards_the_limit_is_the_body_and_the_attributes() -> None:
    message = Notification(
        replace(offer_message(event_id(0)), body="ü" * 10), {"name": {"DataType": "String", "StringValue": "é"}}
    )
    assert message.size == 20 + len("name") + len("String") + 2


def test_nothing_to_publish_needs_no_request() -> None:
    assert list(batches([])) == []
