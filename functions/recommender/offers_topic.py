"""The topic that tells consumers of offers."""

import json

from recommender.offers import OfferMessage
from shared.clients import Sns
from shared.generated.contract import OFFER_SCHEMA_VERSION
from shared.normalisation import normalised_key


class OffersTopic:
    """Publishes messages with the attributes by which subscriptions filter."""

    def __init__(self, client: Sns, arn: str) -> None:
        self._client = client
        self._arn = arn

    def publish(self, offer: OfferMessage) -> None:
        """Publish ``offer``. Raises botocore's errors."""
        self._client.publish(TopicArn=self._arn, Message=offer.body, MessageAttributes=_attributes(offer))


def _attributes(offer: OfferMessage) -> dict[str, dict[str, str]]:
    """Return the message attributes, taken from the message itself so that a frozen one keeps its own.

    Interest and location are normalised, so that a filter needs no variants. There are six: with raw delivery, Amazon
    SQS takes no more than ten (Amazon SNS Developer Guide, "Amazon SNS message attributes").
    """
    message = json.loads(offer.body)
    data = message["data"]
    texts = {
        "event_type": message["type"],
        "schema_version": OFFER_SCHEMA_VERSION,
        "strategy": data["strategy"],
        "interest": normalised_key(data["interest"]),
        "location": normalised_key(data["location"]),
    }
    categories = list(dict.fromkeys(each["category"] for each in data["offers"]))
    return {
        **{name: {"DataType": "String", "StringValue": text} for name, text in texts.items()},
        "categories": {"DataType": "String.Array", "StringValue": json.dumps(categories, ensure_ascii=False)},
    }
