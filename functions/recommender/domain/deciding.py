"""What one event gets: an offer, which is recorded before anything is published, or a reason why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from recommender.domain.fallback_chain import FallbackChain, Selection
from recommender.domain.offers import compose
from recommender.domain.single_flight import SingleFlight
from recommender.ports import ContactRules, OfferStore
from shared.budget import CALL_MS, Budget
from shared.customers.records import DO_NOT_CONTACT
from shared.interest_event import InterestEvent, accepted_at
from shared.offers.message import OfferMessage, UnreadableOfferError
from shared.offers.recorded import RecordedOffer
from shared.offers.retention import may_be_forgotten

DAILY_CAP = "daily-cap"
EXPIRED = "expired"
"""An offer was recorded, has expired, and may have been published: another would be a second one of the same id."""


class ForgottenError(Exception):
    """The event is so old that a decision on it may have been made and deleted: another would be a second offer."""


@dataclass(frozen=True, slots=True)
class Decision:
    """``offer`` is to be published; without one, the event is done.

    ``selection`` is None where nothing was chosen anew. ``withheld`` is why nothing is published; ``repeated``: the
    offer was published before; ``again``: an earlier delivery of the event had decided. ``attempt``: see
    :class:`~shared.offers.recorded.RecordedOffer`.
    """

    offer: OfferMessage | None
    selection: Selection | None = None
    withheld: str | None = None
    repeated: bool = False
    again: bool = False
    attempt: str | None = None


class Decider:
    """Decides for the ``events`` of one batch, from several threads."""

    def __init__(
        self,
        events: list[InterestEvent],
        fallback_chain: FallbackChain,
        offers: OfferStore,
        rules: ContactRules,
        valid_for: timedelta,
    ) -> None:
        self._events = events
        self._fallback_chain = fallback_chain
        self._offers = offers
        self._rules = rules
        self._valid_for = valid_for
        self._single_flight = SingleFlight()

    def decide(self, event: InterestEvent, source: str, now: datetime, budget: Budget) -> Decision:
        """Return what ``event`` gets; what was decided in an earlier delivery stands.

        Raises what the stores raise, :class:`~shared.budget.OutOfTimeError`, :class:`ForgottenError`,
        :class:`~shared.offers.message.UnreadableOfferError`, and for an event without a readable time
        :class:`~shared.interest_event.MalformedEventError`.
        """
        known = self._known(budget).get(event.event_id)
        if known is not None and known.is_settled:
            return _standing(known)
        if known is None and may_be_forgotten(accepted_at(event.timestamp), now):
            raise ForgottenError
        if event.customer_id in self._not_to_contact(budget):
            return self._withhold(event, DO_NOT_CONTACT, now, budget)
        if known is None:
            return self._choose(event, source, now, budget)
        return self._stand_by(known, event, source, now, budget)

    def _choose(
        self, event: InterestEvent, source: str, now: datetime, budget: Budget, instead: str | None = None
    ) -> Decision:
        """Choose, and record the offer: ``instead`` of the one of that attempt, which was not published."""
        selection = self._fallback_chain.choose(event, now, budget)
        if not selection.choice.items:
            return Decision(None, selection)
        budget.require(CALL_MS)
        if not self._rules.within_daily_cap(event.customer_id, event.event_id, now):
            return self._withhold(event, DAILY_CAP, now, budget)
        budget.require(CALL_MS)
        offer = compose(event, selection.choice, source, now, self._valid_for)
        if instead is None:
            recorded = self._offers.record(offer, event, now)
        else:
            recorded = self._offers.decide_anew(offer, event, instead, now)
        if recorded.attempt is not None:
            return _standing(recorded, selection)
        return self._stand_by(recorded, event, source, now, budget)

    def _stand_by(
        self, known: RecordedOffer, event: InterestEvent, source: str, now: datetime, budget: Budget
    ) -> Decision:
        """Return what another delivery decided, and which of it still holds."""
        if known.is_settled:
            return _standing(known)
        budget.require(CALL_MS)
        recorded = self._offers.try_again(event, now, budget)
        if recorded.offer is None or recorded.published or recorded.offer.expires_at > now:
            return _standing(recorded)
        if recorded.attempt is None:
            return self._withhold(event, EXPIRED, now, budget)
        return self._choose(event, source, now, budget, recorded.attempt)

    def _withhold(self, event: InterestEvent, why: str, now: datetime, budget: Budget) -> Decision:
        budget.require(CALL_MS)
        self._offers.withhold(event, why, now)
        return Decision(None, withheld=why)

    def _known(self, budget: Budget) -> Mapping[str, RecordedOffer]:
        event_ids = (each.event_id for each in self._events)
        return self._single_flight.get("known", lambda: self._offers.known(event_ids, budget))

    def _not_to_contact(self, budget: Budget) -> frozenset[str]:
        customer_ids = (each.customer_id for each in self._events)
        return self._single_flight.get("rules", lambda: self._rules.not_to_contact(customer_ids, budget))


def _standing(recorded: RecordedOffer, selection: Selection | None = None) -> Decision:
    if recorded.unreadable and not recorded.published:
        raise UnreadableOfferError
    offer = None if recorded.published else recorded.offer
    return Decision(offer, selection, repeated=recorded.published, again=selection is None, attempt=recorded.attempt)
