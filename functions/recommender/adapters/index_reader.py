"""Read an index of a DynamoDB table that sorts by popularity."""

from collections.abc import Mapping
from typing import Any

from shared.aws.clients import DynamoDb
from shared.budget import CALL_MS, Budget

PAGE_SIZE = 50

Row = Mapping[str, Any]


class IndexReader:
    """Reads the most popular of what shares a key."""

    def __init__(self, client: DynamoDb, table: str) -> None:
        self._client = client
        self._table = table

    def page(  # noqa: PLR0917 - one query in full
        self, index: str, key: str, value: str, count: int, budget: Budget, after: Row | None = None
    ) -> tuple[list[Row], Row | None]:
        """Return up to ``count`` rows whose ``key`` is ``value``, best first, and after which there are more, if any.

        Raises botocore's errors, and :class:`~shared.budget.OutOfTimeError`.
        """
        budget.require(CALL_MS)
        page = self._client.query(
            TableName=self._table,
            IndexName=index,
            KeyConditionExpression="#key = :value",
            ExpressionAttributeNames={"#key": key},
            ExpressionAttributeValues={":value": {"S": value}},
            ScanIndexForward=False,
            Limit=count,
            **({"ExclusiveStartKey": after} if after else {}),
        )
        return page.get("Items", []), page.get("LastEvaluatedKey")


def popularity(row: Row) -> float:
    """Return by what a row is sorted; 0 where another program took that away."""
    return float(row.get("popularity", {}).get("N", 0))
