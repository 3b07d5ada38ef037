"""What has a key of earlier times goes on matching: docs/decisions/0022-match-as-people-write.md."""

import json
from datetime import timedelta
from typing import Any

import pytest

from recommender.adapters.last_good import LastGood
from recommender.domain.fallback_chain import FallbackChain
from recommender.domain.model import Recommendation
from recommender.domain.offers import Choice, compose
from recommender.domain.reasons import reason
from recommender.domain.suitability import suits
from shared.catalogue.item import Item, read_item
from shared.interest_event import InterestEvent, MalformedEventError
from shared.normalisation import earlier_key, normalised_key
from shared.offers.notification import Notification
from shared.trace_header import TraceHeader
from tests.support.fakes.catalogue import FakeCatalogue, item
from tests.support.fakes.events import NOW, TRACE_ID, interest_event
from tests.support.fakes.invocation import PLENTY
from tests.support.unit.tools.catalogue_records import RECORD
from tools.catalogue_item import catalogue_item as loaded

# Names that had another key, as they were sent.
NAMES = ["İstanbul", "Straße", "ﻻهور", "Ｔｏｋｙｏ", "Cape\u00a0\u00a0Town", "شهر\u200cما", "Iğdır"]
HOUR = timedelta(hours=1)
named = pytest.mark.parametrize("name", NAMES)


def sent(name: str, **changes: Any) -> InterestEvent:
    keys = {"interest_key": normalised_key(name), "location_key": normalised_key(name)}
    return interest_event(interest=name, location=name, **keys | changes)


def stored_earlier(name: str, **more: Any) -> Item:
    """An item whose category is ``name``, and which is sold there, as it was loaded in earlier times."""
    key = earlier_key(name)
    attributes = {**loaded(RECORD), "category": {"S": key}, "locations": {"SS": [key]}, **more}
    return read_item(attributes)


def stored_today(name: str) -> Item:
    return read_item(loaded({**RECORD, "category": name, "locations": [name]}))


@pytest.mark.parametrize("store", [stored_earlier, stored_today])
@named
def test_an_item_is_found_by_the_name_that_was_sent(name: str, store: Any) -> None:
    selection = FallbackChain({}, FakeCatalogue([store(name)]), 2).choose(sent(name), NOW, PLENTY)

    assert (selection.choice.strategy, [each.item_id for each in selection.choice.items]) == ("popular", ["tea-01"])


@named
def test_what_is_filed_under_todays_key_comes_first_and_nothing_comes_twice(name: str) -> None:
    catalogue = FakeCatalogue([item("old", earlier_key(name)), item("new", normalised_key(name)), item("x", "x")])
    event = sent(name, location_key="cape town")

    assert [each.item_id for each in FallbackChain({}, catalogue, 2).choose(event, NOW, PLENTY).choice.items] == [
        "new",
        "old",
    ]
    assert [each.item_id for each in FallbackChain({}, catalogue, 1).choose(event, NOW, PLENTY).choice.items] == ["new"]


@pytest.mark.parametrize("rule", ["excluded_locations", "excluded_interests"])
@named
def test_an_exclusion_holds_that_was_stored_earlier(name: str, rule: str) -> None:
    assert suits(stored_earlier(name), sent(name), NOW)
    assert not suits(stored_earlier(name, **{rule: {"SS": [earlier_key(name)]}}), sent(name), NOW)


@named
def test_an_event_that_was_stored_earlier_is_read_with_the_keys_of_today(name: str) -> None:
    earlier = sent(name, interest_key=earlier_key(name), location_key=earlier_key(name))

    assert InterestEvent.from_item(earlier.to_item()) == sent(name)


@named
def test_what_the_campaign_said_last_is_found_until_it_is_said_anew(name: str) -> None:
    records: dict[str, Any] = {}

    class Table:
        def put_item(self, **request: Any) -> None:
            records[request["Item"]["record"]["S"]] = request["Item"]

        def get_item(self, **request: Any) -> dict[str, Any]:
            found = records.get(request["Key"]["record"]["S"])
            return {"Item": found} if found else {}

    last_good = LastGood(Table(), "customers", HOUR, lambda: NOW)
    key = earlier_key(name)
    last_good.remember(sent(name, interest_key=key, location_key=key), Recommendation("1", ("old",)))
    assert last_good.recommend(sent(name), 5).item_ids == ("old",)
    last_good.remember(sent(name), Recommendation("2", ("new",)))
    assert last_good.recommend(sent(name), 5).item_ids == ("new",)


@pytest.mark.parametrize("store", [stored_earlier, stored_today])
@named
def test_the_attributes_of_a_message_hold_both_keys_todays_first(name: str, store: Any) -> None:
    offer = compose(sent(name), Choice("popular", (store(name),)), "/x/recommender", NOW, HOUR)
    attributes = Notification.of(offer, TraceHeader(TRACE_ID, "53995c3f42cd8ad8", sampled=False)).attributes

    for attribute in ("interest", "location", "categories"):
        assert attributes[attribute]["DataType"] == "String.Array"
        assert json.loads(attributes[attribute]["StringValue"]) == [normalised_key(name), earlier_key(name)]


@named
def test_the_reason_is_spelt_as_the_interest_was_sent(name: str) -> None:
    text = f"because you like {name.lower()}"
    assert [reason(store(name), sent(name), "popular", None) for store in (stored_earlier, stored_today)] == [
        text,
        text,
    ]


@pytest.mark.parametrize("text", ["\u3164", "\u2800", "\ufdfa" * 64], ids=["filler", "braille", "ligatures"])
@pytest.mark.parametrize("member", ["interest_key", "location_key"])
def test_an_event_of_before_whose_text_is_no_name_any_more_is_malformed(member: str, text: str) -> None:
    """No index could be asked for its key: tried again, it would fail again."""
    with pytest.raises(MalformedEventError, match=member):
        InterestEvent.from_item(interest_event(**{member: text}).to_item())
