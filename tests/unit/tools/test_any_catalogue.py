"""Whatever a file of items says: what is not refused can be offered as the contract describes."""

import json
from datetime import timedelta
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from recommender.domain.offers import Choice, compose
from shared.catalogue.item import read_item
from tests.support.contracts.documents import validator
from tests.support.fakes.events import NOW, interest_event
from tests.support.unit.tools.catalogue_records import RECORD, RULES
from tools.catalogue_item import CatalogueError
from tools.catalogue_item import catalogue_item as stored

OFFER = validator("offer")
TEXTS = st.text() | st.sampled_from(["", " ", "ZAR", "zar", "€", "\ud83d", "x" * 3000, "2027-01-01T00:00:00Z"])
NUMBERS = st.decimals(allow_nan=False) | st.integers() | st.sampled_from([Decimal("99." + "9" * 30), Decimal("1E-130")])
VALUES = TEXTS | NUMBERS | st.booleans() | st.none() | st.lists(TEXTS, max_size=3)
CHANGES = st.dictionaries(st.sampled_from([*RECORD, *RULES, "colour"]), VALUES, max_size=3)


@given(CHANGES)
@example({"discount_percent": Decimal("99." + "9" * 30)})
@example({"price": Decimal("1E+125")})
def test_what_is_loaded_can_be_offered(change: dict[str, object]) -> None:
    try:
        attributes = stored({**RECORD, **change})
    except CatalogueError:
        return
    json.dumps(attributes).encode()
    item = read_item(attributes)
    offer = compose(interest_event(), Choice("catalogue", (item,)), "/cxe-dev/recommender", NOW, timedelta(hours=1))
    OFFER.validate(json.loads(offer.body))
