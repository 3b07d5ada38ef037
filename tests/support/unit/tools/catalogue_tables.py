"""The catalogue's tables in an AWS in memory, and a look at them."""

from collections import defaultdict
from typing import Any

from shared.generated.table_names import LISTINGS_SUFFIX
from tests.support.tables import KEYS

TABLE = "catalogue"


def create(client: Any) -> None:
    for name, keys in ((TABLE, KEYS["catalogue"]), (f"{TABLE}{LISTINGS_SUFFIX}", KEYS["listings"])):
        client.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            KeySchema=[
                {"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)
            ],
        )


def stored(client: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.scan(TableName=TABLE)["Items"]
    return items


def listed(client: Any) -> dict[str, list[str]]:
    """Return where items are listed, by id."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in client.scan(TableName=f"{TABLE}{LISTINGS_SUFFIX}")["Items"]:
        found[row["item_id"]["S"]].append(row["location"]["S"])
    return {item_id: sorted(places) for item_id, places in found.items()}


def written(client: Any) -> list[dict[str, Any]]:
    """Return what both tables hold."""
    return [*stored(client), *client.scan(TableName=f"{TABLE}{LISTINGS_SUFFIX}")["Items"]]
