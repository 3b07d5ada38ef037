"""What the offers table says of events, and messages that are read back."""

import json
from typing import Any

import pytest

from recommender.adapters.offers_table import OffersTable
from recommender.adapters.stream_batch import handle
from shared.offers.message import OfferMessage, UnreadableOfferError
from shared.offers.reader import RecordedOffers, recorded_offer
from shared.offers.recorded import RecordedOffer
from tests.support.fakes.events import NOW, event_id, interest_event
from tests.support.fakes.invocation import PLENTY, FakeContext
from tests.support.fakes.offer_maker import offer_maker
from tests.support.fakes.offers import offer_message
from tests.support.unit.tables import in_memory
from tests.unit.recommender.test_batch import CATALOGUE, events, failed

OFFER = offer_message(event_id(0))
UNREADABLE = ["", "no JSON", "[]", "{}", json.dumps({"data": None}), json.dumps({"id": "1", "type": "t", "data": {}})]


def row(body: str = OFFER.body, **attributes: Any) -> dict[str, Any]:
    return {"event_id": {"S": event_id(0)}, "offer": {"S": body}, **attributes}


def test_a_message_that_is_read_back_says_what_it_said_when_it_was_composed() -> None:
    assert OfferMessage.parse(OFFER.body) == OFFER
    assert (OFFER.strategy, OFFER.interest, OFFER.location) == ("popular", "organic_food", "Cape Town")
    assert OFFER.categories == ("organic_food",)


@pytest.mark.parametrize("body", UNREADABLE)
def test_a_body_that_is_no_message_is_refused_without_its_text(body: str) -> None:
    with pytest.raises(UnreadableOfferError, match=r"^[A-Za-z]+Error$"):
        OfferMessage.parse(body)


def test_a_row_is_an_offer_until_it_is_withheld() -> None:
    assert recorded_offer(row()) == RecordedOffer(OFFER)
    assert recorded_offer(row(published_at={"S": "now"})) == RecordedOffer(OFFER, published=True)
    assert recorded_offer(row(withheld={"S": "daily-cap"})) == RecordedOffer(None)


@pytest.mark.parametrize("published", [{}, {"published_at": {"S": "now"}}], ids=["waits", "published"])
@pytest.mark.parametrize("unreadable", [row("no JSON"), {"event_id": {"S": event_id(0)}}], ids=["body", "none"])
def test_a_row_that_cannot_be_read_is_known_as_such(unreadable: dict[str, Any], published: dict[str, Any]) -> None:
    recorded = recorded_offer({**unreadable, **published})
    assert recorded == RecordedOffer(None, published=bool(published), unreadable=True)
    assert recorded.is_settled is bool(published)


def test_an_event_is_settled_once_its_offer_is_published_or_withheld() -> None:
    settled = [RecordedOffer(OFFER, published=True), RecordedOffer(None)]
    assert [each.is_settled for each in (*settled, RecordedOffer(OFFER))] == [True, True, False]


def test_each_event_is_read_once_however_often_it_is_asked_for() -> None:
    dynamodb = in_memory()
    OffersTable(dynamodb, "offers").record(OFFER, interest_event(event_id=event_id(0)), NOW)
    known = RecordedOffers(dynamodb, "offers").known([event_id(0), event_id(1), event_id(0)], PLENTY)
    assert known == {event_id(0): RecordedOffer(OFFER)}


def test_an_offer_that_cannot_be_read_back_fails_its_own_record_and_no_other() -> None:
    maker = offer_maker(CATALOGUE)
    known = {event_id(1): RecordedOffer(None, unreadable=True)}
    maker.offers.known = lambda *_: known
    maker.offers.try_again = lambda event, *_: known[event.event_id]
    assert failed(handle(maker, events(3), FakeContext(), by_hand=True)) == ["1"]
    assert [offer.event_id for offer in maker.topic.published] == [event_id(0), event_id(2)]


@pytest.mark.parametrize("consistent", [True, False])
def test_rows_are_read_consistently_where_that_is_asked_for_alone(consistent: bool) -> None:
    requests: list[Any] = []

    class Client:
        def batch_get_item(self, **request: Any) -> dict[str, Any]:
            requests.append(request["RequestItems"]["offers"]["ConsistentRead"])
            return {}

    options = {"consistent": True} if consistent else {}
    assert RecordedOffers(Client(), "offers", **options).rows([event_id(0)], PLENTY) == {}
    assert requests == [consistent]
