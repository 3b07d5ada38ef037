"""What is recorded of a decided event. No AWS here."""

from dataclasses import dataclass

from shared.offers.message import OfferMessage


@dataclass(frozen=True, slots=True)
class RecordedOffer:
    """What was decided for an event: an offer, or None when it was withheld or is ``unreadable``.

    ``published``: it is known that the offer was published. ``attempt`` names our attempt to publish it where no other
    can have succeeded, and is None where one may have.
    """

    offer: OfferMessage | None
    published: bool = False
    attempt: str | None = None
    unreadable: bool = False

    @property
    def is_settled(self) -> bool:
        """Whether the event is done: its offer was published or withheld."""
        return self.published or (self.offer is None and not self.unreadable)
