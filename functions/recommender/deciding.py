"""What one event gets: an offer, which is frozen before anyone hears of it, or a reason why not. No AWS here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from recommender.budget import CALL_MS, Budget
from recommender.customer_records import DO_NOT_CONTACT
from recommender.ladder import Chosen, Ladder
from recommender.offers import Frozen, OfferMessage, compose
from recommender.once import Once
from recommender.remembering import require_undecided
from shared.interest_event import InterestEvent

DAILY_CAP = "daily-cap"
EXPIRED = "expired"
"""An offer was frozen, is over by now, and may have left: another would be a second one under the same id."""


class Offers(Protocol):
    """Where decisions are kept."""

    def known(self, event_ids: Iterable[str], budget: Budget) -> Mapping[str, Frozen]:
        """Return what was decided before, by event id."""
        ...

    def freeze(self, offer: OfferMessage, event: InterestEvent, now: datetime) -> Frozen:
        """Keep ``offer`` unless its ``event`` was decided, and return what is kept."""
        ...

    def try_again(self, event: InterestEvent, now: datetime, budget: Budget) -> Frozen:
        """Begin another attempt to publish what was kept for ``event``, and return it."""
        ...

    def decide_anew(self, offer: OfferMessage, event: InterestEvent, attempt: str, now: datetime) -> Frozen:
        """Keep ``offer`` in the place of one that has not left, unless something came between; return what is kept."""
        ...

    def withhold(self, event: InterestEvent, why: str, now: datetime) -> None:
        """Keep that ``event`` gets no offer."""
        ...


class ContactRules(Protocol):
    """Which customers may be told, and how often."""

    def not_to_contact(self, customer_ids: Iterable[str], budget: Budget) -> frozenset[str]:
        """Return which of the customers want no offers."""
        ...

    def within_daily_cap(self, customer_id: str, event_id: str, now: datetime) -> bool:
        """Count the event against its customer's day; return whether it is within the cap."""
        ...


@dataclass(frozen=True, slots=True)
class Decision:
    """``offer`` is to be published; without one, the event is done. ``chosen`` is None where nothing was chosen anew.

    ``withheld`` is why nothing is to be told; ``repeated``: the offer has left before; ``again``:
    an earlier delivery of the event had decided. ``attempt``: see :class:`~recommender.offers.Frozen`.
    """

    offer: OfferMessage | None
    chosen: Chosen | None = None
    withheld: str | None = None
    repeated: bool = False
    again: bool = False
    attempt: str | None = None


class Decider:
    """Decides for the ``events`` of one batch, from several threads."""

    def __init__(
        self, events: list[InterestEvent], ladder: Ladder, offers: Offers, rules: ContactRules, valid_for: timedelta
    ) -> None:
        self._events = events
        self._ladder = ladder
        self._offers = offers
        self._rules = rules
        self._valid_for = valid_for
        self._once = Once()

    def decide(self, event: InterestEvent, source: str, now: datetime, budget: Budget) -> Decision:
        """Return what ``event`` gets; what was decided in an earlier delivery stands.

        Raises what the stores raise, :class:`~recommender.budget.OutOfTimeError`, and what
        :func:`~recommender.remembering.require_undecided` raises.
        """
        known = self._known(budget).get(event.event_id)
        if known is not None and (known.left or known.offer is None):
            return _standing(known)
        if known is None:
            require_undecided(event, now)
        if event.customer_id in self._not_to_contact(budget):
            return self._withhold(event, DO_NOT_CONTACT, now, budget)
        if known is None:
            return self._choose(event, source, now, budget)
        return self._stand_by(known, event, source, now, budget)

    def _choose(
        self, event: InterestEvent, source: str, now: datetime, budget: Budget, instead: str | None = None
    ) -> Decision:
        """Choose, and keep the offer: ``instead`` of the one of that attempt, which has not left."""
        chosen = self._ladder.choose(event, now, budget)
        if not chosen.choice.items:
            return Decision(None, chosen)
        budget.require(CALL_MS)
        if not self._rules.within_daily_cap(event.customer_id, event.event_id, now):
            return self._withhold(event, DAILY_CAP, now, budget)
        budget.require(CALL_MS)
        offer = compose(event, chosen.choice, source, now, self._valid_for)
        if instead is None:
            kept = self._offers.freeze(offer, event, now)
        else:
            kept = self._offers.decide_anew(offer, event, instead, now)
        return _standing(kept, chosen) if kept.attempt is not None else self._stand_by(kept, event, source, now, budget)

    def _stand_by(self, known: Frozen, event: InterestEvent, source: str, now: datetime, budget: Budget) -> Decision:
        """Return what another delivery decided, and which of it still holds."""
        if known.left or known.offer is None:
            return _standing(known)
        budget.require(CALL_MS)
        kept = self._offers.try_again(event, now, budget)
        if kept.left or kept.offer is None or kept.offer.expires_at > now:
            return _standing(kept)
        if kept.attempt is None:
            return self._withhold(event, EXPIRED, now, budget)
        return self._choose(event, source, now, budget, kept.attempt)

    def _withhold(self, event: InterestEvent, why: str, now: datetime, budget: Budget) -> Decision:
        budget.require(CALL_MS)
        self._offers.withhold(event, why, now)
        return Decision(None, withheld=why)

    def _known(self, budget: Budget) -> Mapping[str, Frozen]:
        return self._once.get("known", lambda: self._offers.known((each.event_id for each in self._events), budget))

    def _not_to_contact(self, budget: Budget) -> frozenset[str]:
        customer_ids = (each.customer_id for each in self._events)
        return self._once.get("rules", lambda: self._rules.not_to_contact(customer_ids, budget))


def _standing(frozen: Frozen, chosen: Chosen | None = None) -> Decision:
    offer = None if frozen.left else frozen.offer
    return Decision(offer, chosen, repeated=frozen.left, again=chosen is None, attempt=frozen.attempt)
