"""A record of a catalogue's file: what it must say, and what it may say beside."""

from typing import Any

RECORD = {
    "item_id": "tea-01",
    "title": "Rooibos",
    "category": "organic_food",
    "price": 4.5,
    "currency": "ZAR",
    "locations": ["cape town", "everywhere"],
    "popularity": 12,
}
RULES = {
    "discount_percent": 12.5,
    "active_from": "2026-11-27T00:00:00+02:00",
    "active_until": "2026-12-01T00:00:00+02:00",
    "in_stock": False,
    "excluded_locations": ["Paris"],
    "excluded_interests": ["Coffee"],
}


def numbered(count: int) -> list[dict[str, Any]]:
    """Return records of different items."""
    return [{**RECORD, "item_id": f"tea-{number}"} for number in range(count)]
