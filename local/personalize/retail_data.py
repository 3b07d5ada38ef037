"""Generate the invented retailer's catalogue, customers and their interactions. The same seed, the same data.

Structure is planted so that there is something to learn: customers choose within what interests them and what their
place sells, prefer products of their own style, and like popular products more. No data set is shipped.

``python -m local.personalize.retail_data`` writes the catalogue as JSON lines, one table item each.
"""

import itertools
import json
import math
import random
import sys
from typing import Any, NamedTuple

from local.personalize.retail_words import EVERYWHERE, LOCATIONS, RANGES, REGIONS

SEED = 20240229
CURRENCY = "ZAR"
STYLES = 5  # hidden tastes: products and customers each have one, and like meets like
CUSTOMERS = 1200
SHARE_SOLD_EVERYWHERE = 0.35
SHARE_OFF_INTEREST = 0.15  # of all choices: customers also buy what does not interest them


class Item(NamedTuple):
    """A product of the catalogue. ``popularity`` is 1–1000; ``style`` is hidden from everyone but the generator."""

    item_id: str
    title: str
    category: str
    price: float
    locations: tuple[str, ...]
    popularity: int
    style: int

    def sold_in(self, location: str) -> bool:
        """Return whether a customer at ``location`` can buy this."""
        return location in self.locations or EVERYWHERE in self.locations

    def as_record(self) -> dict[str, Any]:
        """Return the item as the catalogue table holds it, with ``locations`` as a list."""
        record = self._asdict()
        del record["style"]
        return {**record, "currency": CURRENCY, "locations": list(self.locations)}


class Interaction(NamedTuple):
    """A customer chose an item while interested in ``interest`` at ``location``. In order of time per customer."""

    user_id: str
    item_id: str
    interest: str
    location: str


def catalogue(seed: int = SEED) -> list[Item]:
    """Return the products, 20 per category, sorted by category and id."""
    rng = random.Random(seed)  # noqa: S311 - invented data, no secret
    items: list[Item] = []
    for category, words in sorted(RANGES.items()):
        variants = list(itertools.product(words.products.items(), words.packs))
        ranks = rng.sample(range(1, len(variants) + 1), len(variants))
        for number, (((product, base_price), (pack, factor)), rank) in enumerate(
            zip(variants, ranks, strict=True), start=1
        ):
            items.append(
                Item(
                    item_id=f"{category.replace('_', '-')}-{number:02d}",
                    title=f"{product}, {pack}" if pack else product,
                    category=category,
                    price=round(round(base_price * factor) - 0.01, 2),
                    locations=_places(rng),
                    popularity=round(1000 / rank**0.8),
                    style=rng.randrange(STYLES),
                )
            )
    return items


def _places(rng: random.Random) -> tuple[str, ...]:
    if rng.random() < SHARE_SOLD_EVERYWHERE:
        return (EVERYWHERE,)
    regions = rng.sample(sorted(REGIONS), rng.choice((1, 2, 2, 3)))
    return tuple(sorted(city for region in regions for city in REGIONS[region]))


def interactions(items: list[Item], seed: int = SEED, customers: int = CUSTOMERS) -> list[Interaction]:
    """Return what customers chose, grouped by customer: 8 to 30 different items each."""
    rng = random.Random(seed + 1)  # noqa: S311 - invented data, no secret
    attractions = {
        (interest, style): [_attraction(item, interest, style) for item in items]
        for interest, style in itertools.product(RANGES, range(STYLES))
    }
    places = {location: [item.sold_in(location) for item in items] for location in LOCATIONS}
    chosen: list[Interaction] = []
    for number in range(customers):
        interests = rng.sample(sorted(RANGES), rng.choice((1, 2, 2, 3)))
        location, style = rng.choice(LOCATIONS), rng.randrange(STYLES)
        sold = list(itertools.compress(items, places[location]))
        weights = {
            interest: list(itertools.accumulate(itertools.compress(attractions[interest, style], places[location])))
            for interest in interests
        }
        seen: set[str] = set()
        for _ in range(rng.randint(8, 30)):
            interest = rng.choice(interests)
            item = rng.choices(sold, cum_weights=weights[interest])[0]
            if item.item_id not in seen:
                seen.add(item.item_id)
                chosen.append(Interaction(f"customer-{number:04d}", item.item_id, interest, location))
    return chosen


def _attraction(item: Item, interest: str, style: int) -> float:
    fits = 1.0 if item.category == interest else SHARE_OFF_INTEREST / (len(RANGES) - 1)
    return fits * (4.0 if item.style == style else 1.0) * math.sqrt(item.popularity)


def main() -> None:
    """Write the catalogue to standard output."""
    for item in catalogue():
        sys.stdout.write(json.dumps(item.as_record(), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
