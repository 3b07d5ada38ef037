"""The offers table: what was decided for an event, before anyone is told, and whether they were told."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from recommender.budget import Budget
from recommender.offers import Frozen, OfferMessage
from recommender.remembering import remembered_until
from recommender.table_reader import TableReader
from shared.clients import DynamoDb
from shared.failures import AWS_FAILURES, error_code
from shared.interest_event import InterestEvent
from shared.timestamps import iso_milliseconds

FIRST = ""
"""The attempt of whoever decided: no item holds it."""


class FrozenOffers:
    """Keeps the first decision for each event."""

    def __init__(self, client: DynamoDb, table: str) -> None:
        self._client = client
        self._table = table
        self._reader = TableReader(client, table)
        self._current = TableReader(client, table, consistent=True)

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
        return self._put(offer, event, now, "attribute_not_exists(event_id)", {})

    def try_again(self, event: InterestEvent, now: datetime, budget: Budget) -> Frozen:
        """Begin another attempt to publish the offer of ``event``; return what is kept.

        Raises what :meth:`known` does. What cannot be written stops no attempt where it would have changed nothing.
        """
        attempt, key = str(uuid.uuid4()), {"event_id": {"S": event.event_id}}
        try:
            before = self._client.update_item(
                TableName=self._table,
                Key=key,
                UpdateExpression="SET attempt = :attempt, expires_at = :expires_at REMOVE refused_at",
                ConditionExpression="attribute_exists(event_id)",
                ExpressionAttributeValues={":attempt": {"S": attempt}, ":expires_at": _expiry(event, now)},
                ReturnValues="ALL_OLD",
            )["Attributes"]
        except AWS_FAILURES:
            kept = next(self._current.read([key], budget), None)
            if kept is None or "refused_at" in kept:
                raise
            return _frozen(kept)
        return replace(_frozen(before), attempt=attempt if "refused_at" in before else None)

    def note_refused(self, event: InterestEvent, attempt: str, now: datetime) -> None:
        """Keep that the topic refused ``attempt``, as it did all before: the offer has not left.

        Raises botocore's errors, also where another attempt was begun meanwhile.
        """
        first = attempt == FIRST
        self._client.update_item(
            TableName=self._table,
            Key={"event_id": {"S": event.event_id}},
            UpdateExpression="SET refused_at = :refused_at, expires_at = :expires_at",
            ConditionExpression="attribute_exists(event_id) AND attribute_not_exists(published_at) AND "
            + ("attribute_not_exists(attempt)" if first else "attempt = :attempt"),
            ExpressionAttributeValues={
                ":refused_at": {"S": iso_milliseconds(now)},
                ":expires_at": _expiry(event, now),
                **({} if first else {":attempt": {"S": attempt}}),
            },
        )

    def decide_anew(self, offer: OfferMessage, event: InterestEvent, attempt: str, now: datetime) -> Frozen:
        """Keep ``offer`` in the place of one that has not left, and return what is kept. Raises botocore's errors.

        ``attempt`` is the one of :meth:`try_again`: where another was begun meanwhile, what is there stays.
        """
        condition = "attempt = :attempt AND attribute_not_exists(published_at) AND attribute_not_exists(withheld)"
        return self._put(offer, event, now, condition, {":attempt": {"S": attempt}})

    def withhold(self, event: InterestEvent, why: str, now: datetime) -> None:
        """Keep that ``event`` gets no offer, and ``why``, also when one was frozen. Raises botocore's errors."""
        self._set(event, "withheld", why, now)

    def mark_left(self, event: InterestEvent, now: datetime) -> None:
        """Keep that the offer of ``event`` was published. Raises botocore's errors."""
        self._set(event, "published_at", iso_milliseconds(now), now)

    def _put(
        self, offer: OfferMessage, event: InterestEvent, now: datetime, condition: str, values: Mapping[str, Any]
    ) -> Frozen:
        try:
            self._client.put_item(
                TableName=self._table,
                Item={"event_id": {"S": offer.event_id}, "offer": {"S": offer.body}, "expires_at": _expiry(event, now)},
                ConditionExpression=condition,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **({"ExpressionAttributeValues": values} if values else {}),
            )
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException" or "Item" not in error.response:
                raise
            return _frozen(error.response["Item"])
        return Frozen(offer, attempt=FIRST)

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
