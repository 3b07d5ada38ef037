"""Why an item is offered, as a part of a sentence for people. It says only what is known to be true of the item."""

from shared.catalogue.item import Item
from shared.generated.contract import STRATEGY_CATALOGUE
from shared.interest_event import InterestEvent
from shared.normalisation import normalised_key

# What Amazon Personalize says of an item, where it says anything.
# Source: Amazon Personalize API Reference, "PredictedItem", reason (recipe User-Personalization-v2).
_HINTS = {
    "Promoted item": "on promotion",
    "Exploration": "something new for you",
    "Popular item": "popular with our customers",
}


def reason(item: Item, event: InterestEvent, strategy: str, hint: str | None) -> str:
    """Return the reason: Personalize's ``hint`` where it is known, else what item and customer have in common."""
    if hint in _HINTS:
        return _HINTS[hint]
    if normalised_key(item.category) == event.interest_key:
        # As it was written: a key lacks what some scripts are spelt with.
        return f"because you like {event.interest.strip().lower().replace('_', ' ').strip()}"
    # The best sellers of the whole catalogue are looked through for what is sold at the location.
    return f"a best seller, sold in {event.location.strip()}" if strategy == STRATEGY_CATALOGUE else "chosen for you"
