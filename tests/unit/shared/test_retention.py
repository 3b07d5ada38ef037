"""How long decisions are remembered, against how long events are."""

from datetime import timedelta

import pytest

from recommender.adapters.offers_table import OffersTable
from shared.offers.retention import LEAST, may_be_forgotten, remembered_until
from tests.support.fakes.events import NOW, interest_event
from tests.support.fakes.offers import offer_message

ACCEPTED = NOW - timedelta(hours=1)


class Written:
    """A DynamoDB client that keeps the second until which the last write keeps its item."""

    def put_item(self, **request: object) -> dict[str, object]:
        self.until = int(request["Item"]["expires_at"]["N"])  # type: ignore[index]
        return {}

    def update_item(self, **request: object) -> dict[str, object]:
        self.until = int(request["ExpressionAttributeValues"][":expires_at"]["N"])  # type: ignore[index]
        return {}


@pytest.mark.parametrize("write", ["record", "withhold", "mark_published"])
@pytest.mark.parametrize("ttl_days", [1, 34, 35, 36, 90, 3650])
def test_a_decision_is_kept_as_long_as_its_event_and_as_a_record_may_wait(write: str, ttl_days: int) -> None:
    event = interest_event(expires_at=int((ACCEPTED + timedelta(days=ttl_days)).timestamp()))
    client = Written()
    table = OffersTable(client, "offers")
    if write == "record":
        table.record(offer_message(event.event_id), event, NOW)
    elif write == "withhold":
        table.withhold(event, "daily-cap", NOW)
    else:
        table.mark_published(event, NOW)
    assert client.until == remembered_until(event, NOW)
    assert client.until >= event.expires_at
    assert client.until >= int((NOW + LEAST).timestamp())


def test_a_decision_made_at_once_is_not_forgotten_before_an_undecided_event_is_too_old() -> None:
    event = interest_event(expires_at=0)
    over = remembered_until(event, ACCEPTED)
    for age in (timedelta(0), LEAST - timedelta(seconds=2), LEAST, LEAST * 3):
        now = ACCEPTED + age
        assert may_be_forgotten(ACCEPTED, now) or now.timestamp() <= over
