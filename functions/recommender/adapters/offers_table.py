"""The offers table: what was decided for an event is recorded there before it is published, and marked after."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from shared.aws.clients import DynamoDb
from shared.aws.failures import AWS_FAILURES, error_code
from shared.budget import Budget
from shared.interest_event import InterestEvent
from shared.offers.message import OfferMessage
from shared.offers.reader import RecordedOffers, recorded_offer
from shared.offers.recorded import RecordedOffer
from shared.offers.retention import remembered_until
from shared.timestamps import iso_milliseconds

FIRST = ""
"""The attempt of whoever decided: no item holds it."""


class OffersTable:
    """Keeps the first decision for each event."""

    def __init__(self, client: DynamoDb, table: str) -> None:
        self._client = client
        self._table = table
        self._reader = RecordedOffers(client, table)
        self._consistent_reader = RecordedOffers(client, table, consistent=True)

    def known(self, event_ids: Iterable[str], budget: Budget) -> dict[str, RecordedOffer]:
        """Return what was decided before, by event id.

        Raises what :meth:`~shared.offers.reader.RecordedOffers.known` raises.
        """
        return self._reader.known(event_ids, budget)

    def record(self, offer: OfferMessage, event: InterestEvent, now: datetime) -> RecordedOffer:
        """Record ``offer`` unless its ``event`` was decided, and return what is recorded, byte for byte.

        Raises botocore's errors.
        """
        return self._put(offer, event, now, "attribute_not_exists(event_id)", {})

    def try_again(self, event: InterestEvent, now: datetime, budget: Budget) -> RecordedOffer:
        """Begin another attempt to publish the offer of ``event``; return what is recorded.

        Raises what :meth:`known` does. What cannot be written stops no attempt where it would have changed nothing.
        """
        attempt = str(uuid.uuid4())
        try:
            before = self._client.update_item(
                TableName=self._table,
                Key={"event_id": {"S": event.event_id}},
                UpdateExpression="SET attempt = :attempt, expires_at = :expires_at REMOVE refused_at",
                ConditionExpression="attribute_exists(event_id)",
                ExpressionAttributeValues={":attempt": {"S": attempt}, ":expires_at": _expiry(event, now)},
                ReturnValues="ALL_OLD",
            )["Attributes"]
        except AWS_FAILURES:
            row = self._consistent_reader.rows([event.event_id], budget).get(event.event_id)
            if row is None or "refused_at" in row:
                raise
            return recorded_offer(row)
        return replace(recorded_offer(before), attempt=attempt if "refused_at" in before else None)

    def note_refused(self, event: InterestEvent, attempt: str, now: datetime) -> None:
        """Record that the topic refused ``attempt``, as it did all before: the offer was not published.

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

    def decide_anew(self, offer: OfferMessage, event: InterestEvent, attempt: str, now: datetime) -> RecordedOffer:
        """Record ``offer`` in the place of an unpublished one; return what is recorded. Raises botocore's errors.

        ``attempt`` is the one of :meth:`try_again`: where another was begun meanwhile, what is there stays.
        """
        condition = "attempt = :attempt AND attribute_not_exists(published_at) AND attribute_not_exists(withheld)"
        return self._put(offer, event, now, condition, {":attempt": {"S": attempt}})

    def withhold(self, event: InterestEvent, why: str, now: datetime) -> None:
        """Record that ``event`` gets no offer, and ``why``, also when one was recorded. Raises botocore's errors."""
        self._set(event, "withheld", why, now)

    def mark_published(self, event: InterestEvent, now: datetime) -> None:
        """Record that the offer of ``event`` was published. Raises botocore's errors."""
        self._set(event, "published_at", iso_milliseconds(now), now)

    def _put(
        self, offer: OfferMessage, event: InterestEvent, now: datetime, condition: str, values: Mapping[str, Any]
    ) -> RecordedOffer:
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
            return recorded_offer(error.response["Item"])
        return RecordedOffer(offer, attempt=FIRST)

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
