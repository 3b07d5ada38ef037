"""Why an item is offered, as a part of a sentence for people."""

from recommender.items import Item
from shared.generated.contract import STRATEGY_CATALOGUE
from shared.interest_event import InterestEvent

# What Amazon Personalize says of an item, where it says anything.
# Source: Amazon Personalize API Reference, "PredictedItem", reason (recipe User-Personalization-v2).
_HINTS = {
    "Promoted item": "on promotion for people who like {interest}",
    "Exploration": "new for people who like {interest}",
    "Popular item": "popular with people who like {interest}",
}


def reason(item: Item, event: InterestEvent, strategy: str, hint: str | None) -> str:
    """Return the reason: Personalize's ``hint`` where it is known, else what item and ``strategy`` have in common."""
    interest = event.interest_key.replace("_", " ").strip()
    if hint in _HINTS:
        return _HINTS[hint].format(interest=interest)
    if item.category == event.interest_key:
        return f"because you like {interest}"
    if strategy == STRATEGY_CATALOGUE:
        return f"popular in {event.location.strip()}"
    return f"popular with people who like {interest}"
