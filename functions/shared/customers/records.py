"""What the customers table keeps of a customer: item by item, under ``customer_id`` and ``record``."""

DO_NOT_CONTACT = "do-not-contact"
"""Its presence means that the customer gets no offers. Does not expire."""

OFFERS_OF_DAY = "offers/{day}"
"""The events that got offers on a day (UTC, ISO 8601), for the daily cap."""

LAST_GOOD = "last-good/{context}"
"""The campaign's last recommendation for an interest and location, of which ``context`` is a digest."""


def key(customer_id: str, record: str) -> dict[str, dict[str, str]]:
    """Return a record's key in DynamoDB's JSON."""
    return {"customer_id": {"S": customer_id}, "record": {"S": record}}
