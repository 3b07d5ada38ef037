"""The retailer's rules on who may be offered an item of the catalogue."""

from datetime import datetime

from shared.catalogue.item import Item
from shared.catalogue.layout import EVERYWHERE
from shared.interest_event import InterestEvent


def suits(item: Item, event: InterestEvent, now: datetime) -> bool:
    """Return whether ``item`` may be offered for ``event`` at ``now``."""
    return item.in_stock and _is_active(item, now) and _holds_for(item, event.interest_key, event.location_key)


def _is_active(item: Item, now: datetime) -> bool:
    begun = item.active_from is None or item.active_from <= now
    return begun and (item.active_until is None or now < item.active_until)


def _holds_for(item: Item, interest_key: str, location_key: str) -> bool:
    sold = location_key in item.locations or EVERYWHERE in item.locations
    return sold and location_key not in item.excluded_locations and interest_key not in item.excluded_interests
