"""The names and special values by which the catalogue's tables are read and written. No AWS here."""

SHELF = "catalogue"
"""The attribute ``shelf`` of every item: the index of best sellers has one partition."""

EVERYWHERE = "everywhere"
"""The location key of items that are offered in every location."""

EVERYWHERE_BUT = "EVERYWHERE-BUT"
"""The listed location of what is sold everywhere but in some places. In capitals it is no location's key."""


def category_at(location: str, category: str) -> str:
    """Return the key of a category at a location. What customers send holds no line break."""
    return f"{location}\n{category}"
