"""Which customers want no offers, as the customers table says."""

from collections.abc import Iterable

from shared.aws.clients import DynamoDb
from shared.aws.table_reader import TableReader
from shared.budget import Budget
from shared.customers.records import DO_NOT_CONTACT, key


class DoNotContactList:
    """Reads the customers' wish, consistently: one that was stored just now counts."""

    def __init__(self, client: DynamoDb, table: str) -> None:
        self._reader = TableReader(client, table, consistent=True)

    def not_to_contact(self, customer_ids: Iterable[str], budget: Budget) -> frozenset[str]:
        """Return which of the customers want no offers.

        Raises botocore's errors, :class:`~shared.aws.table_reader.UnreadItemsError`, and
        :class:`~shared.budget.OutOfTimeError`.
        """
        keys = [key(customer_id, DO_NOT_CONTACT) for customer_id in sorted(set(customer_ids))]
        return frozenset(item["customer_id"]["S"] for item in self._reader.read(keys, budget))
