"""An offer on its way, whole."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from recommender.adapters.offers_topic import OffersTopic
from recommender.domain.offers import Choice, compose
from shared.offers.notification import Notification
from shared.trace_header import TraceHeader
from tests.support.fakes.catalogue import item
from tests.support.fakes.events import NOW, TRACE_ID, event_id, interest_event
from tests.support.fakes.offers import offer_message

TRACE = TraceHeader(TRACE_ID, "53995c3f42cd8ad8", sampled=True)


def notification() -> Notification:
    items = (item("a", category="kitchen"), item("b", category="café"), item("c", category="kitchen"))
    event = interest_event(interest=" Organic_Food ", location="CAPE TOWN")
    return Notification.of(compose(event, Choice("popular", items), "/s", NOW, timedelta(hours=24)), TRACE)


class Sns:
    def __init__(self) -> None:
        self.requests: list[dict[str, object]] = []

    def publish(self, **request: object) -> dict[str, object]:
        self.requests.append(request)
        return {}

    def publish_batch(self, **request: object) -> dict[str, object]:
        self.requests.append(request)
        return {}


def test_subscriptions_filter_by_what_the_message_says_in_one_form() -> None:
    attributes = {name: (each["DataType"], each["StringValue"]) for name, each in notification().attributes.items()}
    assert attributes.pop("categories") == ("String.Array", '["kitchen", "café"]')
    assert {kind for kind, _ in attributes.values()} == {"String"}
    assert {name: text for name, (_, text) in attributes.items()} == {
        "event_type": json.loads(notification().offer.body)["type"],
        "schema_version": "v1",
        "strategy": "popular",
        "interest": "organic_food",
        "location": "cape town",
        "trace_header": str(TRACE),
    }


def test_one_offer_is_published_with_its_attributes() -> None:
    client, leaving = Sns(), notification()
    OffersTopic(client, "arn").publish(leaving)
    body = leaving.offer.body
    assert client.requests == [{"TopicArn": "arn", "Message": body, "MessageAttributes": leaving.attributes}]


def test_a_response_that_says_nothing_of_an_offer_says_that_it_is_not_published() -> None:
    leaving = notification()
    assert OffersTopic(Sns(), "arn").publish_batch([leaving]) == {
        leaving.offer.event_id: {"error_class": "NotPublished", "error_code": ""}
    }


@pytest.mark.parametrize(("beyond", "sizes"), [(0, [1, 2]), (1, [1, 1, 1])])
def test_a_request_holds_256_kib_and_not_a_byte_more(beyond: int, sizes: list[int]) -> None:
    lengths = (200 * 1024, 128 * 1024, 128 * 1024 + beyond)
    offers = [Notification(replace(offer_message(event_id(1)), body="x" * length), {}) for length in lengths]
    assert [len(batch) for batch in OffersTopic(None, "arn").batches(offers)] == sizes


def test_offers_of_a_batch_are_published_with_their_attributes() -> None:
    client, leaving = Sns(), notification()
    OffersTopic(client, "arn").publish_batch([leaving])
    entry = {"Id": "0", "Message": leaving.offer.body, "MessageAttributes": leaving.attributes}
    assert client.requests == [{"TopicArn": "arn", "PublishBatchRequestEntries": [entry]}]


def test_an_offer_that_is_refused_without_a_code_is_reported_without_one() -> None:
    class Silent(Sns):
        def publish_batch(self, **request: object) -> dict[str, object]:
            return {"Failed": [{"Id": "0"}]}

    assert OffersTopic(Silent(), "arn").publish_batch([notification()]) == {
        notification().offer.event_id: {"error_class": "NotPublished", "error_code": ""}
    }
