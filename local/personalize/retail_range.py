"""What a category of the invented retailer is made of."""

from typing import NamedTuple


class Range(NamedTuple):
    """A category: names of its packs with their price factors, and products with their base price in rand.

    Every product comes in both packs (or models); the factor multiplies its price.
    """

    packs: tuple[tuple[str, float], tuple[str, float]]
    products: dict[str, int]
