"""The vocabulary of the invented retailer: its product ranges and the places it sells to."""

from local.personalize.retail_department_store import DEPARTMENT_STORE
from local.personalize.retail_range import Range
from local.personalize.retail_supermarket import SUPERMARKET

# Generated data depends on the order of the categories.
RANGES: dict[str, Range] = {**SUPERMARKET, **DEPARTMENT_STORE}

# Shops, by region: most products that are not sold everywhere are sold in one region.
REGIONS: dict[str, tuple[str, ...]] = {
    "western cape": ("cape town", "stellenbosch", "george"),
    "inland": ("johannesburg", "pretoria", "bloemfontein"),
    "east coast": ("durban", "gqeberha"),
    "east africa": ("nairobi", "kampala"),
    "britain": ("london", "manchester"),
}
LOCATIONS: tuple[str, ...] = tuple(city for cities in REGIONS.values() for city in cities)
EVERYWHERE = "everywhere"
