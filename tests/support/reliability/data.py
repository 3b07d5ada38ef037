"""Customers, what they look for and where, and catalogues to offer from; every text of a customer's is a canary."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.support.reliability.expressions import Item

CUSTOMERS = ("canary-ada", "canary-ben", "canary-cleo")
# Several spellings of one text, and their normalised key.
INTERESTS = {"Canary-Tea": "canary-tea", "CANARY-TEA": "canary-tea", "canary-shoes": "canary-shoes"}
LOCATIONS = {"Canary Town": "canary town", " canary town": "canary town", "Canary-Ville": "canary-ville"}
CONTEXTS = [(interest, location) for interest in list(INTERESTS)[::2] for location in list(LOCATIONS)[::2]]
TEA, SHOES, TOWN, VILLE = "canary-tea", "canary-shoes", "canary town", "canary-ville"
KINDS = ("full", "empty", "ville only", "ends soon", "unlike", "broken")
UNLISTED = ("unlike", "much is sold out")  # as they were loaded before there were lists
# What may stand in the stream beside interest events: the new images of inserted items.
POISON: dict[str, object] = {
    "absent": None,
    "empty": {},
    "foreign": {"customer_id": {"S": CUSTOMERS[0]}},
    "wrong type": {"customer_id": {"S": CUSTOMERS[1]}, "event_id": {"N": "1"}, "interest": {"S": TEA}},
    "no map": SHOES,
}
_HOUR = 3600


@dataclass(frozen=True)
class CatalogueItem:
    """An item as the retailer means it, with its rules; times in seconds since 1970."""

    item_id: str
    category: str
    locations: tuple[str, ...]
    popularity: int
    begins: float | None = None
    ends: float | None = None
    in_stock: bool = True
    not_in: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    broken: bool = False

    def suits(self, interest: str, location: str, at: float) -> bool:
        """Return whether it may be offered; interest and location are keys."""
        sold = {location, "everywhere"} & set(self.locations) and location not in self.not_in
        now = (self.begins is None or self.begins <= at) and (self.ends is None or at < self.ends)
        return bool(sold) and now and self.in_stock and interest not in self.not_for and not self.broken

    def item(self) -> Item:
        """Return it as the catalogue table keeps it."""
        optional = {
            "active_from": self.begins is not None and {"S": _iso(self.begins)},
            "active_until": self.ends is not None and {"S": _iso(self.ends)},
            "in_stock": not self.in_stock and {"BOOL": False},
            "excluded_locations": self.not_in and {"SS": list(self.not_in)},
            "excluded_interests": self.not_for and {"SS": list(self.not_for)},
            "price": not self.broken and {"N": "64.90"},
        }
        return {
            "item_id": {"S": self.item_id},
            "title": {"S": f"Title of {self.item_id}"},
            "category": {"S": self.category},
            "currency": {"S": "ZAR"},
            "locations": {"SS": list(self.locations)},
            "popularity": {"N": str(self.popularity)},
            "shelf": {"S": "catalogue"},
            **{name: attribute for name, attribute in optional.items() if attribute},
        }


def catalogue(kind: str, now: float) -> list[CatalogueItem]:
    """Return one of :data:`KINDS` of catalogues; all but the full one lack something."""
    if kind == "full":
        personal = [
            CatalogueItem(_personal(customer, interest, location), interest, (location,), 1)
            for customer in CUSTOMERS
            for interest in (TEA, SHOES)
            for location in (TOWN, VILLE)
        ]
        return [*personal, *_shared(now)]
    return {
        "empty": [],
        "ville only": [CatalogueItem("ville", TEA, (VILLE,), 5)],
        "ends soon": [CatalogueItem("soon", TEA, ("everywhere",), 5, ends=now + _HOUR)],
        "unlike": [CatalogueItem("lamp", "lamps", ("everywhere",), 5)],
        "much is sold out": [
            CatalogueItem(f"gone-{number}", TEA, (TOWN,), number, in_stock=False) for number in range(250)
        ],
        "sold elsewhere": [
            CatalogueItem("town", TEA, (TOWN,), 5),
            *(CatalogueItem(f"ville-{number}", TEA, (VILLE,), 10 + number) for number in range(250)),
        ],
        "broken": [CatalogueItem("priceless", TEA, (TOWN, VILLE), 9, broken=True)],
    }[kind]


def _shared(now: float) -> list[CatalogueItem]:
    """Return what all customers may be offered, below more popular items that they must not be."""
    both = (TOWN, VILLE)
    return [
        CatalogueItem("town-tea", TEA, (TOWN,), 50),
        CatalogueItem("ville-tea", TEA, (VILLE,), 51),
        CatalogueItem("sold-out", TEA, both, 99, in_stock=False),
        CatalogueItem("over", TEA, both, 98, ends=now),
        CatalogueItem("not-yet", TEA, both, 97, begins=now + 48 * _HOUR),
        CatalogueItem("not-in-town", TEA, ("everywhere",), 96, not_in=(TOWN,)),
        CatalogueItem("not-for-tea", TEA, both, 95, not_for=(TEA,)),
        CatalogueItem("lamp", "lamps", ("everywhere",), 10),
    ]


def recommended(customer_id: str, context: Mapping[str, str]) -> tuple[str, ...]:
    """Return the campaign's answer: an item for this customer and context alone, and some that must not be offered."""
    return ("unknown", "over", "sold-out", _personal(customer_id, context["INTEREST"], context["LOCATION"]))


def _personal(customer_id: str, interest: str, location: str) -> str:
    places = (CUSTOMERS.index(customer_id), (TEA, SHOES).index(interest), (TOWN, VILLE).index(location))
    return "personal-" + "-".join(map(str, places))


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
