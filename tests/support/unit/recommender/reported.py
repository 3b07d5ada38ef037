"""An offer maker that keeps what it says of the records that it is given."""

from dataclasses import replace
from typing import Any

from recommender.adapters.stream_batch import handle
from recommender.domain.model import RecommendationError
from recommender.ports import Recommender
from shared.pseudonym import Pseudonyms
from tests.support.fakes.catalogue import FakeCatalogue, item
from tests.support.fakes.events import interest_event, stream_record
from tests.support.fakes.invocation import FakeContext
from tests.support.fakes.offer_maker import offer_maker
from tests.support.unit.recorded import Lines, Traced

EVENT = interest_event()
UNSAMPLED = replace(EVENT, trace_header=EVENT.trace_header.replace("Sampled=1", "Sampled=0"))
DOWN = RecommendationError({"error_class": "ReadTimeoutError", "error_code": ""})
KEY = "k" * 32
# What each line says of the record whose clock stands still.
LINE = {
    "event_id": EVENT.event_id,
    "trace_id": "1-6740a1b2-0123456789abcdef01234567",
    "sequence_number": "1",
    "duration_ms": 0,
}
A = FakeCatalogue([item("a")])


class Reported:
    """An offer maker, and what it said."""

    def __init__(self, catalogue: FakeCatalogue = A, campaign: Recommender | None = None, **given: Any) -> None:
        self.lines, self.traced = Lines(), Traced()
        maker = offer_maker(catalogue, campaign, **given)
        self.maker = replace(
            maker,
            logger=self.lines,
            tracing=self.traced,
            pseudonyms=Pseudonyms(KEY),
            variant="summer",
            bookkeeping=replace(maker.bookkeeping, logger=self.lines),
            setting_aside=replace(maker.setting_aside, logger=self.lines),
        )

    def of(self, record: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the annotations of a record."""
        handle(self.maker, [record or stream_record(EVENT)], FakeContext())
        return self.traced.records[-1][3] if self.traced.records else {}

    @property
    def notes(self) -> list[tuple[str, str, dict[str, Any]]]:
        """The lines beside those that say what came of a record."""
        return [line for line in self.lines.written if "outcome" not in line[2]]

    @property
    def outcomes(self) -> list[tuple[str, str, dict[str, Any]]]:
        return [line for line in self.lines.written if "outcome" in line[2]]

    @property
    def counted(self) -> dict[str, int]:
        return self.maker.counters.flushed[-1]
