"""The offer message."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from recommender.domain.offers import Choice, OfferTooLargeError, compose
from tests.support.fakes.catalogue import item
from tests.support.fakes.events import NOW, interest_event


def message(choice: Choice, **event: Any) -> dict[str, Any]:
    composed = compose(interest_event(**event), choice, "/cxe-local/recommender", NOW, timedelta(hours=24))
    parsed: dict[str, Any] = json.loads(composed.body)
    return parsed


def test_a_message_carries_the_event_and_the_offers_in_order() -> None:
    composed = message(Choice("personalize", (item("b"), item("a")), "RID-1"))
    assert composed["id"] == interest_event().event_id
    assert composed["source"] == "/cxe-local/recommender"
    assert composed["time"] == "2026-11-22T20:32:45.123Z"
    assert composed["data"]["customer_id"] == "12345"
    assert composed["data"]["strategy"] == "personalize"
    assert composed["data"]["recommendation_id"] == "RID-1"
    assert composed["data"]["expires_at"] == "2026-11-23T20:32:45.123Z"
    assert [(each["rank"], each["item_id"]) for each in composed["data"]["offers"]] == [(1, "b"), (2, "a")]
    assert composed["data"]["offers"][0]["price"] == pytest.approx(64.9)


def test_interest_and_location_are_as_the_storefront_sent_them() -> None:
    composed = message(Choice("catalogue", (item("a"),)), interest=" Organic_Food ", location="CAPE TOWN")
    assert (composed["data"]["interest"], composed["data"]["location"]) == (" Organic_Food ", "CAPE TOWN")
    assert composed["data"]["recommendation_id"] is None


def test_the_reason_names_the_interest_in_words() -> None:
    composed = message(Choice("personalize", (item("a"), item("b", category="kitchen"))))
    assert [each["reason"] for each in composed["data"]["offers"]] == [
        "because you like organic food",
        "chosen for you",
    ]


def test_an_offer_without_items_cannot_be_made() -> None:
    with pytest.raises(ValueError, match=r"^An offer needs at least one item\.$"):
        message(Choice("catalogue", ()))


def test_the_longest_message_fits_into_one_notification() -> None:
    items = tuple(item(f"{number:0>256}", category="😀" * 64) for number in range(25))
    body = compose(interest_event(interest="😀" * 64), Choice("catalogue", items), "/s", NOW, timedelta(1)).body
    assert len(body.encode()) < 256 * 1024


def test_an_offer_holds_no_longer_than_any_of_its_items() -> None:
    soon = NOW + timedelta(hours=3)
    composed = message(
        Choice("popular", (item("a", active_until=soon), item("b", active_until=NOW + timedelta(days=9))))
    )
    assert composed["data"]["expires_at"] == "2026-11-22T23:32:45.123Z"


def test_a_discount_is_in_the_offer_and_none_is_not() -> None:
    composed = message(Choice("popular", (item("a", discount_percent=Decimal("12.5")), item("b"))))
    first, second = composed["data"]["offers"]
    assert first["discount_percent"] == 12.5
    assert "discount_percent" not in second


def test_a_message_is_a_cloudevent_as_short_as_can_be() -> None:
    event = interest_event(interest="café")
    choice = Choice("catalogue", (item("a", category="kitchen"),), hints={"a": "Promoted item", "b": "Exploration"})
    body = compose(event, choice, "/s", NOW, timedelta(hours=24)).body
    composed = json.loads(body)
    assert body == json.dumps(composed, ensure_ascii=False, separators=(",", ":"))
    assert composed == {
        "specversion": "1.0",
        "id": event.event_id,
        "type": composed["type"],
        "source": "/s",
        "time": "2026-11-22T20:32:45.123Z",
        "datacontenttype": "application/json",
        "data": {
            "customer_id": "12345",
            "interest": "café",
            "location": "Cape Town",
            "strategy": "catalogue",
            "recommendation_id": None,
            "expires_at": "2026-11-23T20:32:45.123Z",
            "offers": [
                {
                    "item_id": "a",
                    "title": "Title of a",
                    "category": "kitchen",
                    "price": 64.9,
                    "currency": "ZAR",
                    "rank": 1,
                    "reason": "on promotion",
                }
            ],
        },
    }


def test_the_reason_is_of_who_chose() -> None:
    composed = message(Choice("catalogue", (item("a", category="kitchen"),)))
    assert composed["data"]["offers"][0]["reason"] == "a best seller, sold in Cape Town"


def test_a_message_of_half_a_notification_is_the_longest() -> None:
    def of(title: str) -> str:
        offer = replace(item("a"), title=title)
        return compose(interest_event(), Choice("popular", (offer,)), "/s", NOW, timedelta(hours=24)).body

    longest = "x" * (120 * 1024 - len(of("")))
    assert len(of(longest)) == 120 * 1024
    with pytest.raises(OfferTooLargeError):
        of(f"{longest}x")
