"""What an item of a catalogue may say: every rule, and how the table holds it."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from recommender.adapters.catalogue_table import CatalogueTable
from shared.budget import UNLIMITED
from tests.support.fakes.events import SAMPLE, gateway_event
from tests.support.fakes.ingest import MemoryInterests, endpoint
from tests.support.fakes.invocation import FakeContext, UnreadableNotes
from tests.support.unit.tools.catalogue_records import RECORD, RULES
from tools.catalogue_item import CatalogueError, catalogue_item


def test_what_is_matched_is_normalised_as_the_functions_look_it_up() -> None:
    names = ["Cafe\u0301", "CAFÉ"]

    item = catalogue_item(
        {**RECORD, "category": " Organic_Food ", "locations": names, "excluded_interests": [" Coffee\u00a0"]}
    )

    assert item["category"] == {"S": "organic_food"}
    assert item["locations"] == {"SS": ["café"]}
    assert item["excluded_interests"] == {"SS": ["coffee"]}


def test_an_item_named_with_joiners_is_what_a_storefront_asks_for_with_or_without_them() -> None:
    item = catalogue_item({**RECORD, "category": "چای\u200cسبز", "locations": ["ශ්\u200dරී ලංකා"]})

    for member, text in (("interest", "چای\u200cسبز"), ("interest", "چایسبز"), ("location", "ශ්රී  ලංකා")):
        posted = record_of({**SAMPLE, member: text})
        assert item["category" if member == "interest" else "locations"] in (
            {"S": posted[f"{member}_key"]},
            {"SS": [posted[f"{member}_key"]]},
        )


def record_of(body: dict[str, str]) -> dict[str, str]:
    """Return the keys of what is stored when ``body`` is posted."""
    store = MemoryInterests()
    endpoint(store).respond(gateway_event(json.dumps(body)), FakeContext())
    (event,) = store.events.values()
    return {"interest_key": event.interest_key, "location_key": event.location_key}


def test_what_a_record_does_not_say_is_not_stored_and_an_empty_list_says_nothing() -> None:
    item = catalogue_item({**RECORD, "excluded_locations": [], "excluded_interests": []})

    assert item.keys() == {*RECORD, "shelf"}


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T20:32:45.000Z",
        "2026-11-22T22:32:45+02:00",
        "20261122T203245Z",
        "2026-11-23T02:02:45.000499+05:30",
    ],
)
def test_points_in_time_are_stored_in_utc_with_milliseconds(text: str) -> None:
    assert catalogue_item({**RECORD, "active_from": text})["active_from"] == {"S": "2026-11-22T20:32:45.000Z"}


class OneItem:
    """A table that answers every read with one item."""

    def __init__(self, item: dict[str, Any]) -> None:
        self._item = item

    def batch_get_item(self, *, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - boto3's name
        return {"Responses": {table: [self._item] for table in RequestItems}}


def test_the_recommender_reads_what_was_stored() -> None:
    table = CatalogueTable(OneItem(catalogue_item({**RECORD, **RULES})), "catalogue", UnreadableNotes())

    (item,) = table.items(("tea-01",), UNLIMITED)

    assert item.discount_percent == Decimal("12.5")
    assert item.active_from == datetime.fromisoformat("2026-11-27T00:00:00+02:00")
    assert item.active_until == datetime.fromisoformat("2026-12-01T00:00:00+02:00")
    assert (item.excluded_locations, item.excluded_interests) == ({"paris"}, {"coffee"})
    assert not item.in_stock


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"title": None}, "title"),
        ({"title": " "}, "title"),
        ({"item_id": 7}, "item_id"),
        ({"price": -1}, "price"),
        ({"price": "4"}, "price"),
        ({"price": True}, "price"),
        ({"price": float("nan")}, "price"),
        ({"popularity": float("inf")}, "popularity"),
        ({"locations": []}, "locations"),
        ({"locations": "cape town"}, "locations"),
        ({"locations": ["cape town", ""]}, "locations"),
        ({"colour": "red"}, r"unknown \['colour'\]"),
        ({"shelf": "top"}, r"unknown \['shelf'\]"),
        # what the published offer's schema refuses
        ({"currency": "usd"}, "currency must be .* three capital letters"),
        ({"currency": "€"}, "currency"),
        ({"currency": "Rand"}, "currency"),
        ({"currency": "ZAR "}, "currency"),
        ({"discount_percent": Decimal(f"99.{'9' * 30}")}, "discount_percent"),  # 100 as a JSON number
        # what DynamoDB does not store
        ({"price": Decimal("1." + "1" * 38)}, "price must have at most 38 significant digits"),
        ({"popularity": 10**38 + 1}, "popularity must have at most 38"),
        ({"popularity": Decimal("1E+126")}, "popularity must be 0, or from 1E-130 to below 1E.126"),
        ({"popularity": Decimal("1E-131")}, "popularity"),
        ({"popularity": Decimal("Infinity")}, "popularity must be a finite number"),
        ({"item_id": "é" * 1025}, "item_id must have at most 2048 bytes"),
        ({"item_id": "\ud83d"}, "item_id holds half a surrogate pair"),
        ({"title": "half a smile: \ude00"}, "title holds half a surrogate pair"),
        ({"category": "\ud83d"}, "category holds half"),
        ({"category": "😀" * 251}, "category must have at most 1000 bytes"),
        ({"locations": ["cape town", "\ud83d"]}, "locations must show something"),
        ({"locations": ["😀" * 251]}, "locations must have at most 1000 bytes"),
        ({"excluded_interests": ["\ude00"]}, "excluded_interests must show something"),
        ({"title": "t" * 93_000}, "title must have at most"),
        ({"locations": [f"{number:0250}" for number in range(1700)]}, "the item must have less than 400 KiB"),
        ({"discount_percent": 0}, "discount_percent"),
        ({"discount_percent": 100}, "discount_percent"),
        ({"discount_percent": -5}, "discount_percent"),
        ({"discount_percent": True}, "discount_percent"),
        ({"discount_percent": "15%"}, "discount_percent"),
        ({"discount_percent": None}, "discount_percent"),
        ({"in_stock": 1}, "in_stock"),
        ({"in_stock": "yes"}, "in_stock"),
        ({"in_stock": None}, "in_stock"),
        ({"active_from": "2026-11-22T20:32:45"}, "active_from: must be ISO 8601 with a zone"),
        ({"active_from": "2026-11-22"}, "active_from: must be ISO 8601 with a zone"),
        ({"active_until": "tomorrow"}, "active_until: must be ISO 8601 with a zone"),
        ({"active_until": "0001-01-01T00:00:00+14:00"}, "active_until: must be ISO 8601 with a zone"),
        ({"active_until": 1795984365}, "active_until"),
        ({"active_until": None}, "active_until"),
        (
            {"active_from": "2026-11-22T20:00:00Z", "active_until": "2026-11-22T20:00:00Z"},
            "active_from must be before active_until",
        ),
        (
            {"active_from": "2026-11-22T20:00:00Z", "active_until": "2026-11-22T21:00:00+02:00"},
            "active_from must be before active_until",
        ),
        ({"excluded_locations": "paris"}, "excluded_locations"),
        ({"excluded_locations": None}, "excluded_locations"),
        ({"excluded_interests": ["coffee", 7]}, "excluded_interests"),
        ({"excluded_interests": [" "]}, "excluded_interests"),
        ({"category": "\u3164"}, "category must show something"),
        ({"locations": ["cape town", "\u2800"]}, "locations must show something"),
        ({"locations": ["cape\u200btown"]}, "locations must show something, without control or invisible characters"),
        ({"locations": ["cape\ttown"]}, "locations must show something, without control or invisible characters"),
        ({"category": "caf\ufffd"}, "category must show something"),
        ({"excluded_locations": ["\ud800"]}, "excluded_locations must show something"),
    ],
)
def test_a_record_that_breaks_a_rule_is_refused_with_the_rule(change: dict[str, Any], problem: str) -> None:
    with pytest.raises(CatalogueError, match=f"^(missing nothing, )?{problem}"):
        catalogue_item({**RECORD, **change})


@pytest.mark.parametrize("name", sorted(RECORD))
def test_every_attribute_that_an_offer_shows_is_required(name: str) -> None:
    record = {key: value for key, value in RECORD.items() if key != name}

    with pytest.raises(CatalogueError, match=f"^missing .*{name}"):
        catalogue_item(record)


@pytest.mark.parametrize(
    ("number", "stored"),
    [
        (Decimal("4.50"), "4.50"),
        (Decimal("0E+500"), "0"),
        (Decimal("-0.0"), "0"),
        (Decimal("9." + "9" * 37 + "E+125"), "9." + "9" * 37 + "E+125"),
        (Decimal("1E-130"), "1E-130"),
        (Decimal("1" + "0" * 60), "1E60"),
        (Decimal("12.5" + "0" * 60), "125E-1"),
    ],
)
def test_numbers_that_dynamodb_stores_are_taken(number: Decimal, stored: str) -> None:
    price = catalogue_item({**RECORD, "price": number})["price"]["N"]

    assert price == stored
    assert Decimal(price) == number


def test_a_refusal_repeats_no_value() -> None:
    with pytest.raises(CatalogueError) as caught:
        catalogue_item({**RECORD, "active_from": "a-secret-launch"})

    assert "secret" not in str(caught.value)
