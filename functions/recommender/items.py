"""The items of the catalogue, and the retailer's rules on who may be offered one. No AWS here."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from shared.interest_event import InterestEvent

EVERYWHERE = "everywhere"
"""The location key of items that are offered in every location."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the catalogue.

    Locations and interests are keys; ``locations`` may hold :data:`EVERYWHERE`. ``category`` is the key under which the
    item is filed, which may be one of earlier times. ``active_from`` and
    ``active_until`` are aware; None means without a limit.
    """

    item_id: str
    title: str
    category: str
    price: Decimal
    currency: str
    locations: frozenset[str]
    discount_percent: Decimal | None = None
    active_from: datetime | None = None
    active_until: datetime | None = None
    in_stock: bool = True
    excluded_locations: frozenset[str] = frozenset()
    excluded_interests: frozenset[str] = frozenset()

    def suits(self, event: InterestEvent, now: datetime) -> bool:
        """Return whether the item may be offered for ``event`` at ``now``."""
        return self.in_stock and self._is_active(now) and self._holds_for(event.interest_key, event.location_key)

    def _is_active(self, now: datetime) -> bool:
        begun = self.active_from is None or self.active_from <= now
        return begun and (self.active_until is None or now < self.active_until)

    def _holds_for(self, interest_key: str, location_key: str) -> bool:
        sold = location_key in self.locations or EVERYWHERE in self.locations
        return sold and location_key not in self.excluded_locations and interest_key not in self.excluded_interests
