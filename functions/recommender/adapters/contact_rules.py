"""Which customers may get offers, and how many a day: kept in the customers table."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError

from shared.aws.clients import DynamoDb
from shared.aws.failures import error_code
from shared.budget import Budget
from shared.customers.do_not_contact import DoNotContactList
from shared.customers.records import OFFERS_OF_DAY, key

_KEPT_FOR = timedelta(days=2)


class ContactRules:
    """``offers_per_day`` is the cap for each customer and day (UTC); 0 means none."""

    def __init__(self, client: DynamoDb, table: str, offers_per_day: int) -> None:
        self._client = client
        self._table = table
        self._offers_per_day = offers_per_day
        self._do_not_contact = DoNotContactList(client, table)

    def not_to_contact(self, customer_ids: Iterable[str], budget: Budget) -> frozenset[str]:
        """Return which of the customers want no offers.

        Raises what :meth:`~shared.customers.do_not_contact.DoNotContactList.not_to_contact` raises.
        """
        return self._do_not_contact.not_to_contact(customer_ids, budget)

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
