"""Whether a customer may be told of offers at all, and how often a day: kept in the customers table."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError

from recommender.budget import Budget
from recommender.customer_records import DO_NOT_CONTACT, OFFERS_OF_DAY, key
from recommender.table_reader import TableReader
from shared.clients import DynamoDb
from shared.failures import error_code

_KEPT_FOR = timedelta(days=2)


class ContactRules:
    """``offers_per_day`` is the cap for each customer and day (UTC); 0 means none."""

    def __init__(self, client: DynamoDb, table: str, offers_per_day: int) -> None:
        self._client = client
        self._table = table
        self._offers_per_day = offers_per_day
        self._reader = TableReader(client, table, consistent=True)

    def not_to_contact(self, customer_ids: Iterable[str], budget: Budget) -> frozenset[str]:
        """Return which of the customers want no offers.

        Raises botocore's errors, :class:`~recommender.table_reader.UnreadItemsError`, and
        :class:`~recommender.budget.OutOfTimeError`.
        """
        keys = [key(customer_id, DO_NOT_CONTACT) for customer_id in sorted(set(customer_ids))]
        return frozenset(item["customer_id"]["S"] for item in self._reader.read(keys, budget))

    def within_daily_cap(self, customer_id: str, event_id: str, now: datetime) -> bool:
        """Count the event against its customer's day; return whether it is within the cap.

        Events are counted by their ids, so that a retry counts once. Raises botocore's errors.
        """
        if not self._offers_per_day:
            return True
        day = now.astimezone(UTC).date().isoformat()
        try:
            self._client.update_item(
                TableName=self._table,
                Key=key(customer_id, OFFERS_OF_DAY.format(day=day)),
                UpdateExpression="ADD event_ids :one SET expires_at = :expires_at",
                ConditionExpression="attribute_not_exists(event_ids) OR size(event_ids) < :cap "
                "OR contains(event_ids, :event_id)",
                ExpressionAttributeValues={
                    ":one": {"SS": [event_id]},
                    ":event_id": {"S": event_id},
                    ":cap": {"N": str(self._offers_per_day)},
                    ":expires_at": {"N": str(int((now + _KEPT_FOR).timestamp()))},
                },
            )
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise
            return False
        return True
