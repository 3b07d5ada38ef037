"""Read the offers table: what was decided for an event, and whether its offer was published."""

from collections.abc import Iterable, Mapping
from typing import Any

from shared.aws.clients import DynamoDb
from shared.aws.table_reader import TableReader
from shared.budget import Budget
from shared.offers.message import OfferMessage, UnreadableOfferError
from shared.offers.recorded import RecordedOffer


class RecordedOffers:
    """Reads decisions by event id."""

    def __init__(self, client: DynamoDb, table: str, *, consistent: bool = False) -> None:
        self._reader = TableReader(client, table, consistent=consistent)

    def rows(self, event_ids: Iterable[str], budget: Budget) -> dict[str, Mapping[str, Any]]:
        """Return the rows that are there, by event id. Raises what :meth:`known` raises."""
        keys = [{"event_id": {"S": event_id}} for event_id in sorted(set(event_ids))]
        return {row["event_id"]["S"]: row for row in self._reader.read(keys, budget)}

    def known(self, event_ids: Iterable[str], budget: Budget) -> dict[str, RecordedOffer]:
        """Return what was decided before, by event id.

        Raises botocore's errors, :class:`~shared.aws.table_reader.UnreadItemsError`, and
        :class:`~shared.budget.OutOfTimeError`.
        """
        return {event_id: recorded_offer(row) for event_id, row in self.rows(event_ids, budget).items()}


def recorded_offer(row: Mapping[str, Any]) -> RecordedOffer:
    """Return what a row of the table says. A message that cannot be read fails its own record and no other."""
    if "withheld" in row:
        return RecordedOffer(None)
    published = "published_at" in row
    try:
        return RecordedOffer(OfferMessage.parse(row["offer"]["S"]), published)
    except (KeyError, UnreadableOfferError):
        return RecordedOffer(None, published, unreadable=True)
