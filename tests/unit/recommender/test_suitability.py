"""Whether an item may be offered: the retailer's rules."""

from datetime import timedelta
from typing import Any

import pytest

from recommender.domain import suitability
from tests.support.fakes.catalogue import item
from tests.support.fakes.events import NOW, interest_event

LATER, EARLIER = NOW + timedelta(hours=1), NOW - timedelta(hours=1)


@pytest.mark.parametrize(
    ("locations", "suits"),
    [(("cape town",), True), (("everywhere",), True), (("paris", "cape town"), True), (("paris",), False), ((), False)],
)
def test_an_item_is_offered_only_where_it_is_sold(locations: tuple[str, ...], suits: bool) -> None:
    assert suitability.suits(item("a", locations=locations), interest_event(), NOW) is suits


@pytest.mark.parametrize(
    ("rules", "suits"),
    [
        ({"in_stock": False}, False),
        ({"active_from": EARLIER}, True),
        ({"active_from": NOW}, True),
        ({"active_from": LATER}, False),
        ({"active_until": LATER}, True),
        ({"active_until": NOW}, False),
        ({"active_from": EARLIER, "active_until": LATER}, True),
        ({"excluded_locations": frozenset({"cape town"})}, False),
        ({"excluded_locations": frozenset({"paris"})}, True),
        ({"excluded_interests": frozenset({"organic_food"})}, False),
        ({"excluded_interests": frozenset({"baby_care"})}, True),
        ({"discount_percent": 10}, True),
    ],
    ids=str,
)
def test_an_item_is_offered_only_while_every_rule_holds(rules: dict[str, Any], suits: bool) -> None:
    assert suitability.suits(item("a", locations=("everywhere",), **rules), interest_event(), NOW) is suits
