"""What the tests of the examples for storefronts share."""

import uuid

from tests.support.target import Target

README = "contracts/README.md"
CURL, PYTHON, PAGE = "Calling the API", "Python", "A page in the browser"

# The write fails once: before the item is there, or after, so that only the answer is lost.
FAILS_ONCE = {"service": "dynamodb", "operation": "PutItem", "code": "ResourceNotFoundException", "count": 1}


def new_customer() -> str:
    """Return a customer whom no other test knows."""
    return f"example-{uuid.uuid4().hex[:12]}"


def interest_request(customer: str, interest: str = "organic_food") -> dict[str, str]:
    """Return the members of a request."""
    return {"customer_id": customer, "interest": interest, "location": "Cape Town"}


def events_of(target: Target, customer: str) -> list[str]:
    """Return the ids of all events that the interest table holds of a customer."""
    items = target.client("dynamodb").query(
        TableName=target.environment["INTEREST_TABLE"],
        KeyConditionExpression="customer_id = :customer",
        ExpressionAttributeValues={":customer": {"S": customer}},
        ConsistentRead=True,
    )["Items"]
    return [item["event_id"]["S"] for item in items]
