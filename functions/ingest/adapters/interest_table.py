"""The interest table in DynamoDB."""

from botocore.exceptions import ClientError

from ingest.domain.model import UnavailableError
from shared.aws.clients import DynamoDb
from shared.aws.failures import AWS_FAILURES, describe, error_code
from shared.interest_event import InterestEvent, MalformedEventError


class InterestTable:
    """Keeps events; never overwrites one."""

    def __init__(self, client: DynamoDb, table: str) -> None:
        self._client = client
        self._table = table

    def add(self, event: InterestEvent) -> InterestEvent | None:
        """Write ``event`` unless its key is taken; then return the event that has it.

        Raises :class:`UnavailableError` whatever the reason: a timeout, throttling, a missing table, no permission.
        """
        try:
            self._client.put_item(
                TableName=self._table,
                Item=event.to_item(),
                ConditionExpression="attribute_not_exists(event_id)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except AWS_FAILURES as error:
            if not isinstance(error, ClientError) or error_code(error) != "ConditionalCheckFailedException":
                raise UnavailableError(describe(error)) from None
            try:
                return InterestEvent.from_item(error.response.get("Item", {}))
            except MalformedEventError as malformed:
                raise UnavailableError(describe(malformed)) from None
        return None
