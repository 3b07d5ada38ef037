"""The values and errors that the recommender's domain and adapters exchange."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.interest_event import InterestEvent


@dataclass(frozen=True, slots=True)
class Delivery:
    """A stream record that was delivered: its sequence number, the stream's id of it, and the record as it came.

    ``event`` is None for a record that inserted nothing, and for poison; ``failure`` holds poison's log fields.
    """

    number: str
    stream_event_id: str
    event: InterestEvent | None
    failure: dict[str, str] | None = None
    record: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


class RecommendationError(Exception):
    """No recommendation could be had. ``log_fields`` is what may be logged.

    ``unusable``: nor will there be one until somebody changes what is configured.
    """

    def __init__(self, log_fields: dict[str, str], *, unusable: bool = False) -> None:
        super().__init__("no recommendation")
        self.log_fields = log_fields
        self.unusable = unusable


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Item ids, best first; may be empty. ``hints`` are reasons by item id, in Amazon Personalize's words."""

    recommendation_id: str | None
    item_ids: tuple[str, ...]
    hints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failure:
    """What an error means. ``may_pass``: another try may succeed; ``refused_outright``: the call was not done."""

    log_fields: dict[str, str]
    may_pass: bool
    refused_outright: bool
