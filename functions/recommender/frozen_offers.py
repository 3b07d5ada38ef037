"""The offers table: what was decided for an event, before anyone is told, and whether they were told."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from recommender.budget import Budget
from recommender.offers import Frozen, OfferMessage
from recommender.remembering import remembered_until
from recommender.table_reader import TableReader
from shared.clients import DynamoDb
from shared.failures import error_code
from shared.interest_event import InterestEvent
from shared.timestamps import iso_milliseconds


class FrozenOffers:
    """Keeps the first decision for each event."""

    def __init__(self, client: DynamoDb, table: str) -> None:
        self._client = client
        self._table = table
        self._reader = TableReader(client, table)

    def known(self, event_ids: Iterable[str], budget: Budget) -> dict[str, Frozen]:
        """Return what was decided before, by event id.

        Raises botocore's errors, :class:`~recommender.table_reader.UnreadItemsError`, and
        :class:`~recommender.budget.OutOfTimeError`.
        """
        keys = [{"event_id": {"S": event_id}} for event_id in sorted(set(event_ids))]
        return {item["event_id"]["S"]: _frozen(item) for item in self._reader.read(keys, budget)}

    def freeze(self, offer: OfferMessage, event: InterestEvent, now: datetime) -> Frozen:
        """Keep ``offer`` unless its ``event`` was decided, and return what is kept, byte for byte.

        Raises botocore's errors.
        """
        try:
            self._client.put_item(
                TableName=self._table,
                Item={"event_id": {"S": offer.event_id}, "offer": {"S": offer.body}, "expires_at": _expiry(event, now)},
                ConditionExpression="attribute_not_exists(event_id)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException" or "Item" not in error.response:
                raise
            return _frozen(error.response["Item"])
        return Frozen(offer)

    def withhold(self, event: InterestEvent, why: str, now: datetime) -> None:
        """Keep that ``event`` gets no offer, and ``why``, also when one was frozen. Raises botocore's errors."""
        self._set(event, "withheld", why, now)

    def mark_left(self, event: InterestEvent, now: datetime) -> None:
        """Keep that the offer of ``event`` was published. Raises botocore's errors."""
        self._set(event, "published_at", iso_milliseconds(now), now)

    def _set(self, event: InterestEvent, attribute: str, value: str, now: datetime) -> None:
        self._client.update_item(
            TableName=self._table,
            Key={"event_id": {"S": event.event_id}},
            UpdateExpression="SET #attribute = :value, expires_at = :expires_at",
            ExpressionAttributeNames={"#attribute": attribute},
            ExpressionAttributeValues={":value": {"S": value}, ":expires_at": _expiry(event, now)},
        )


def _expiry(event: InterestEvent, now: datetime) -> dict[str, str]:
    return {"N": str(remembered_until(event, now))}


def _frozen(item: Mapping[str, Any]) -> Frozen:
    if "withheld" in item:
        return Frozen(None)
    return Frozen(OfferMessage(item["event_id"]["S"], item["offer"]["S"]), left="published_at" in item)
