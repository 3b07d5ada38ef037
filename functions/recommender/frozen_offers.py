"""The offers table: what was decided for an event, before anyone is told."""

from datetime import datetime, timedelta

from botocore.exceptions import ClientError

from recommender.offers import OfferMessage
from shared.clients import DynamoDb
from shared.failures import error_code

# Longer than a failed event can wait for its redelivery (30 days in the failure bucket): it must not be decided anew.
FROZEN_FOR = timedelta(days=35)


class FrozenOffers:
    """Keeps the first offer of each event."""

    def __init__(self, client: DynamoDb, table: str) -> None:
        self._client = client
        self._table = table

    def freeze(self, offer: OfferMessage, now: datetime) -> OfferMessage:
        """Keep ``offer`` unless its event has one, and return the one that is kept, byte for byte.

        Raises botocore's errors.
        """
        try:
            self._client.put_item(
                TableName=self._table,
                Item={
                    "event_id": {"S": offer.event_id},
                    "offer": {"S": offer.body},
                    "expires_at": {"N": str(int((now + FROZEN_FOR).timestamp()))},
                },
                ConditionExpression="attribute_not_exists(event_id)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error_code(error) != "ConditionalCheckFailedException":
                raise
            return OfferMessage(offer.event_id, error.response["Item"]["offer"]["S"])
        return offer
