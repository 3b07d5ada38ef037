"""The campaign's last recommendations, for when it gives none: kept in the customers table."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from recommender.domain.model import Recommendation, RecommendationError
from shared.aws.clients import DynamoDb
from shared.aws.failures import describe
from shared.customers.records import LAST_GOOD, key
from shared.interest_event import InterestEvent
from shared.normalisation import earlier_key
from shared.timestamps import utc_now


class LastGood:
    """Recommends what the campaign last recommended to this customer for the same interest and location."""

    def __init__(self, client: DynamoDb, table: str, max_age: timedelta, now: Callable[[], datetime] = utc_now) -> None:
        self._client = client
        self._table = table
        self._max_age = max_age
        self._now = now

    def remember(self, event: InterestEvent, recommendation: Recommendation) -> None:
        """Keep ``recommendation`` as the last for the event's customer and context. Raises botocore's errors."""
        now = self._now()
        self._client.put_item(
            TableName=self._table,
            Item={
                **_key(event.customer_id, event.interest_key, event.location_key),
                "item_ids": {"S": json.dumps(recommendation.item_ids)},
                "recommended_at": {"N": str(int(now.timestamp()))},
                "expires_at": {"N": str(int((now + self._max_age).timestamp()))},
            },
        )

    def recommend(self, event: InterestEvent, count: int) -> Recommendation:
        """Return the last recommendation. Raises :class:`RecommendationError` when there is none that is fresh enough.

        It has no recommendation id: what a customer does now must not count for the recommendation of that time.
        """
        try:
            item = self._kept(event)
            # DynamoDB deletes expired items within days only.
            if item is None or int(item["recommended_at"]["N"]) < (self._now() - self._max_age).timestamp():
                raise RecommendationError({"error_class": "NoneKept"})
            return Recommendation(None, tuple(json.loads(item["item_ids"]["S"])[:count]))
        except RecommendationError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody else can choose the items
            raise RecommendationError(describe(error)) from None

    def _kept(self, event: InterestEvent) -> Mapping[str, Any] | None:
        """Return what is kept under the event's keys or, until that expires, under those that it had earlier."""
        earlier = (earlier_key(event.interest), earlier_key(event.location))
        for keys in dict.fromkeys([(event.interest_key, event.location_key), earlier]):
            response = self._client.get_item(TableName=self._table, Key=_key(event.customer_id, *keys))
            if "Item" in response:
                item: Mapping[str, Any] = response["Item"]
                return item
        return None


def _key(customer_id: str, interest_key: str, location_key: str) -> dict[str, dict[str, str]]:
    context = json.dumps([interest_key, location_key]).encode()
    return key(customer_id, LAST_GOOD.format(context=blake2b(context, digest_size=16).hexdigest()))
