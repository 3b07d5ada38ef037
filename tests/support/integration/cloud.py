"""What the functions' surroundings are called, and our own way to look at them."""

import json
from dataclasses import dataclass
from typing import Any

from shared.generated.table_names import LISTINGS_SUFFIX

REGION = "eu-west-1"
ACCOUNT = "123456789012"  # moto's
INTERESTS, OFFERS, CATALOGUE = "CustomerInterest", "cxe-test-offers", "cxe-test-catalogue"
CUSTOMERS, LISTINGS = "cxe-test-customers", f"{CATALOGUE}{LISTINGS_SUFFIX}"
FAILURES = f"cxe-test-{REGION}-failures"
TOPIC_ARN = f"arn:aws:sns:{REGION}:{ACCOUNT}:cxe-test-offers"
CAMPAIGN_ARN = f"arn:aws:personalize:{REGION}:{ACCOUNT}:campaign/cxe-test"


@dataclass
class Cloud:
    """Our own clients, to look at what the functions did."""

    dynamodb: Any
    s3: Any
    sns: Any
    sqs: Any

    def create_table(self, name: str, *keys: str, **indexes: tuple[str, ...]) -> None:
        attributes = dict.fromkeys(keys, "S")
        for partition, order in indexes.values():
            attributes |= {partition: "S", order: "N"}
        self.dynamodb.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": kind} for key, kind in attributes.items()],
            KeySchema=_keys(*keys),
            **({"GlobalSecondaryIndexes": [_index(*each) for each in indexes.items()]} if indexes else {}),
        )

    def items(self, table: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.dynamodb.scan(TableName=table)["Items"]
        return found

    def failures(self) -> dict[str, dict[str, Any]]:
        """Return what the failure bucket holds: key → document."""
        keys = [each["Key"] for each in self.s3.list_objects_v2(Bucket=FAILURES).get("Contents", [])]
        return {key: json.load(self.s3.get_object(Bucket=FAILURES, Key=key)["Body"]) for key in keys}

    def put_catalogue_item(
        self, item_id: str, popularity: int, *locations: str, category: str = "organic_food", **rules: dict[str, Any]
    ) -> None:
        self.dynamodb.put_item(
            TableName=CATALOGUE,
            Item={
                "item_id": {"S": item_id},
                "title": {"S": f"Title of {item_id}"},
                "category": {"S": category},
                "price": {"N": "64.90"},
                "currency": {"S": "ZAR"},
                "locations": {"SS": list(locations)},
                "popularity": {"N": str(popularity)},
                "shelf": {"S": "catalogue"},
                **rules,
            },
        )


def _keys(*names: str) -> list[dict[str, str]]:
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"), strict=False)]


def _index(name: str, keys: tuple[str, str]) -> dict[str, Any]:
    return {"IndexName": name, "KeySchema": _keys(*keys), "Projection": {"ProjectionType": "ALL"}}


@dataclass
class Queue:
    """A subscribed queue with raw delivery."""

    sqs: Any
    url: str

    def messages(self) -> list[dict[str, Any]]:
        """Every message that waits, as SQS gives it."""
        found: list[dict[str, Any]] = []
        while batch := self.sqs.receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages"):
            found += batch
            for message in batch:
                self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return found

    def offers(self) -> list[dict[str, Any]]:
        return [json.loads(message["Body"]) for message in self.messages()]
