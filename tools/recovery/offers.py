"""The offers table: what was decided for an event, and whether its offer is known to be published."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from botocore.exceptions import ClientError

from shared.aws.clients import DynamoDb
from shared.aws.failures import error_code
from shared.aws.table_reader import TableReader
from shared.budget import UNLIMITED
from shared.offers.message import OfferMessage
from shared.timestamps import utc_now

# What is handed over takes a while to be published; an offer that expires meanwhile would be withheld instead.
_HAND_OVER = timedelta(minutes=1)


class Decision(Enum):
    """What the table says of an event. An offer counts as expired from a minute before it does."""

    NONE = "no decision"
    RECORDED = "recorded, not known to be published"
    PUBLISHED = "published"
    OVER = "published, and has expired since"
    LAPSED = "recorded, not known to be published, and has expired since"
    WITHHELD = "withheld"


UNSETTLED = frozenset({Decision.NONE, Decision.RECORDED, Decision.LAPSED})
"""Of an event with one of these, nobody knows that it was answered."""


@dataclass(frozen=True)
class Offers:
    """Reads decisions. All methods raise botocore's errors."""

    client: DynamoDb
    table: str
    now: Callable[[], datetime] = utc_now

    def decisions(self, event_ids: Collection[str]) -> dict[str, Decision]:
        """Return the decision for each of ``event_ids``.

        Raises :class:`~shared.aws.table_reader.UnreadItemsError` as well.
        """
        keys = [{"event_id": {"S": event_id}} for event_id in event_ids]
        items = TableReader(self.client, self.table, consistent=True).read(keys, UNLIMITED)
        soon = self.now() + _HAND_OVER
        known = {item["event_id"]["S"]: _decision(item, soon) for item in items}
        return {event_id: known.get(event_id, Decision.NONE) for event_id in event_ids}

    def forget_that_it_was_published(self, event_id: str) -> None:
        """Let the recommender publish the event's offer again, as it is: the same id and the same bytes."""
        try:
            self.client.update_item(
                TableName=self.table,
                Key={"event_id": {"S": event_id}},
                UpdateExpression="REMOVE published_at",
                ConditionExpression="attribute_exists(published_at)",
            )
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise


def _decision(item: Mapping[str, Any], soon: datetime) -> Decision:
    if "withheld" in item:
        return Decision.WITHHELD
    over = "offer" not in item or OfferMessage.parse(item["offer"]["S"]).expires_at <= soon
    if "published_at" in item:
        return Decision.OVER if over else Decision.PUBLISHED
    return Decision.LAPSED if over else Decision.RECORDED
