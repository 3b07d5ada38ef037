"""Look up the events of a time range and hand some of them to the recommender again: for reconcile and replay."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from shared.stream_record import sequence_number
from shared.timestamps import utc_now
from tools.recovery.deployed_recommender import RECORDS_AT_ONCE, DeployedRecommender
from tools.recovery.interests import Accepted, Interests
from tools.recovery.offers import Decision, Offers
from tools.recovery.portions import each_portion
from tools.recovery.records import Record, event_id_of, poison, shown_id

_PUBLISHED_OR_NOT = {Decision.OVER: Decision.PUBLISHED, Decision.LAPSED: Decision.RECORDED}
"""What was handed over in time is counted so, though it expired since."""


@dataclass
class Tally:
    """How many events had which decision ``before``, and how many of those to be handed over ``after``.

    ``forgotten`` of those before had none and are too old to be given one. ``nothing`` are the ids of those for which
    nothing was found to offer; ``failed`` says why, a line an event.
    """

    before: Counter[Decision] = field(default_factory=Counter)
    after: Counter[Decision] = field(default_factory=Counter)
    forgotten: int = 0
    nothing: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count ``other`` as well."""
        self.before += other.before
        self.after += other.after
        self.forgotten += other.forgotten
        self.nothing += other.nothing
        self.failed += other.failed


@dataclass(frozen=True)
class Replay:
    """Hands over the events whose decision is ``wanted``; with ``dry_run``, none. None of those forgotten is."""

    interests: Interests
    offers: Offers
    recommender: DeployedRecommender
    wanted: frozenset[Decision]
    dry_run: bool
    now: Callable[[], datetime] = utc_now

    def run(self, since: datetime, until: datetime, report: Callable[[Tally], None]) -> None:
        """Replay the events accepted from ``since`` on and before ``until``; ``report`` gets the tally of each portion.

        Raises botocore's errors and :class:`~shared.aws.table_reader.UnreadItemsError`.
        """
        each_portion(self.interests, since, until, self._portion, report)

    def _portion(self, events: Sequence[Accepted]) -> Tally:
        by_id, now = {event.event_id: event for event in events}, self.now()
        before = self.offers.decisions(by_id)
        undecided = [event_id for event_id, decision in before.items() if decision is Decision.NONE]
        forgotten = {event_id for event_id in undecided if by_id[event_id].may_be_forgotten(now)}
        tally = Tally(Counter(before.values()), forgotten=len(forgotten))
        wanted = [each for each, decision in before.items() if decision in self.wanted and each not in forgotten]
        if not self.dry_run:
            self._hand_over(self.interests.records([by_id[event_id].key for event_id in wanted]), tally)
        return tally

    def _hand_over(self, records: Sequence[Record], tally: Tally) -> None:
        poisoned = {sequence_number(record): f"poison: {flaw}" for record in records if (flaw := poison(record))}
        sound = [record for record in records if sequence_number(record) not in poisoned]
        failed, handed_over = dict(poisoned), set[str]()
        for start in range(0, len(sound), RECORDS_AT_ONCE):
            due = self._due(sound[start : start + RECORDS_AT_ONCE])
            failed |= self.recommender.failures(due)
            handed_over.update(map(event_id_of, due))
        ids = {sequence_number(record): event_id_of(record) for record in records}
        tally.failed += [f"event {shown_id(ids[number])}: {why}" for number, why in failed.items()]
        found = self.offers.decisions([event_id for number, event_id in ids.items() if number not in failed])
        after = {
            event_id: _PUBLISHED_OR_NOT.get(decision, decision) if event_id in handed_over else decision
            for event_id, decision in found.items()
        }
        tally.after += Counter(after.values())
        tally.nothing += [event_id for event_id, decision in after.items() if decision is Decision.NONE]

    def _due(self, records: Sequence[Record]) -> list[Record]:
        """Return those that are still wanted now, right before they are handed over.

        That their offers were published is forgotten here and no sooner: whatever ends the replay, no other is without
        the mark.
        """
        now = self.offers.decisions([event_id_of(record) for record in records])
        due = [record for record in records if now[event_id_of(record)] in self.wanted]
        for event_id in map(event_id_of, due):
            if now[event_id] is Decision.PUBLISHED:
                self.offers.forget_that_it_was_published(event_id)
        return due
