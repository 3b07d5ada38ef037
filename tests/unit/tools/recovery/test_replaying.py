"""Replaying the events of a time range: which are handed over, and what became of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from shared.timestamps import iso_milliseconds
from tests.support.fakes.events import NOW
from tests.support.unit.tools.recovery.fakes import (
    FUNCTION,
    MemoryInterests,
    MemoryOffers,
    ScriptedLambda,
    event_id,
    failing,
    record,
)
from tools.recovery.deployed_recommender import RECORDS_AT_ONCE, DeployedRecommender
from tools.recovery.offers import UNSETTLED, Decision
from tools.recovery.replaying import Replay, Tally

WITH_OFFER = frozenset({Decision.RECORDED, Decision.PUBLISHED})
BEFORE = {
    event_id(0): Decision.PUBLISHED,
    event_id(1): Decision.WITHHELD,
    event_id(2): Decision.RECORDED,
    event_id(4): Decision.OVER,
    event_id(5): Decision.LAPSED,
}


class Replayed:
    """A replay of six events.

    One whose offer was published, a withheld, a recorded, an undecided one; and two whose offer has expired, of which
    the second is not known to have been published.
    """

    def __init__(
        self,
        wanted: frozenset[Decision],
        behaviour: Callable[[dict[str, Any]], Any] | None = None,
        dry_run: bool = False,
        gone: set[str] | None = None,
        changes: dict[str, Any] | None = None,
    ) -> None:
        self.offers = MemoryOffers(dict(BEFORE))
        self.function = ScriptedLambda(behaviour or self.publish)
        records = [record(number) for number in range(6)]
        records[3]["dynamodb"]["NewImage"].update(changes or {})
        interests = MemoryInterests(records, gone or set())
        self.tally = Tally()
        work = Replay(
            interests, self.offers, DeployedRecommender(self.function, FUNCTION), wanted, dry_run, lambda: NOW
        )
        work.run(NOW, NOW, self.tally.add)

    def publish(self, each: dict[str, Any]) -> None:
        self.offers.known[each["dynamodb"]["NewImage"]["event_id"]["S"]] = Decision.PUBLISHED


def test_events_without_a_published_offer_are_handed_over_and_no_others() -> None:
    replayed = Replayed(UNSETTLED)

    assert replayed.function.handed_over == [["2", "3", "5"]]
    assert replayed.offers.forgotten == []
    assert replayed.tally.before == dict.fromkeys(Decision, 1)
    assert replayed.tally.after == {Decision.PUBLISHED: 3}
    assert replayed.tally.failed == []


def test_offers_are_sent_again_after_it_was_forgotten_that_they_were_published() -> None:
    replayed = Replayed(WITH_OFFER)

    assert replayed.offers.forgotten == [event_id(0)]
    assert replayed.function.handed_over == [["0", "2"]]
    assert replayed.tally.after == {Decision.PUBLISHED: 2}


@pytest.mark.parametrize("dry_run", [True, False])
def test_an_event_of_long_ago_without_a_decision_is_counted_and_not_handed_over(dry_run: bool) -> None:
    long_ago = {"timestamp": {"S": iso_milliseconds(NOW - timedelta(days=35))}}

    replayed = Replayed(UNSETTLED, dry_run=dry_run, changes=long_ago)

    assert replayed.function.handed_over == ([] if dry_run else [["2", "5"]])
    assert (replayed.tally.forgotten, replayed.tally.failed, replayed.tally.nothing) == (1, [], [])


@pytest.mark.parametrize("timestamp", [iso_milliseconds(NOW - timedelta(days=34)), "20 November"])
def test_an_event_that_is_not_too_old_or_whose_age_nobody_knows_is_handed_over(timestamp: str) -> None:
    replayed = Replayed(UNSETTLED, changes={"timestamp": {"S": timestamp}})

    assert replayed.function.handed_over == [["2", "3", "5"]]
    assert replayed.tally.forgotten == 0


@pytest.mark.parametrize("wanted", [UNSETTLED, WITH_OFFER])
def test_a_dry_run_touches_nothing_and_counts(wanted: frozenset[Decision]) -> None:
    replayed = Replayed(wanted, dry_run=True)

    assert (replayed.function.requests, replayed.offers.forgotten) == ([], [])
    assert replayed.offers.known == BEFORE
    assert replayed.tally.before == dict.fromkeys(Decision, 1)
    assert not replayed.tally.after


def test_an_event_for_which_nothing_is_found_is_distinguished_from_one_that_failed() -> None:
    replayed = Replayed(UNSETTLED, failing(2))

    assert replayed.tally.failed == [f"event {event_id(2)}: ClientError ThrottlingException"]
    assert replayed.tally.nothing == [event_id(3)]
    assert replayed.tally.after == {Decision.NONE: 1, Decision.RECORDED: 1}


def test_an_event_that_is_withheld_now_counts_as_that() -> None:
    def withhold(each: dict[str, Any]) -> None:
        replayed_offers[each["dynamodb"]["NewImage"]["event_id"]["S"]] = Decision.WITHHELD

    replayed_offers: dict[str, Decision] = {}
    offers, function = MemoryOffers(replayed_offers), ScriptedLambda(withhold)
    tally = Tally()

    work = Replay(
        MemoryInterests([record(0)]), offers, DeployedRecommender(function, FUNCTION), UNSETTLED, dry_run=False
    )
    work.run(NOW, NOW, tally.add)

    assert tally.after == {Decision.WITHHELD: 1}


def test_an_event_that_is_done_but_not_known_to_be_published_counts_as_recorded() -> None:
    assert Replayed(WITH_OFFER, lambda _: None).tally.after == {Decision.RECORDED: 2}


def test_an_event_that_the_recommender_cannot_read_is_named_and_not_handed_over() -> None:
    replayed = Replayed(UNSETTLED, changes={"interest_key": {"N": "5"}})

    assert replayed.function.handed_over == [["2", "5"]]
    (why,) = replayed.tally.failed
    assert why.startswith(f"event {event_id(3)}: poison: The attribute interest_key")


def test_an_event_that_was_deleted_meanwhile_is_left_alone() -> None:
    replayed = Replayed(UNSETTLED, gone={event_id(3)})

    assert replayed.function.handed_over == [["2", "5"]]
    assert replayed.tally.failed == []


PUBLISHED = {event_id(number): Decision.PUBLISHED for number in range(20)}


def replay_of(offers: MemoryOffers, behaviour: Callable[[dict[str, Any]], Any]) -> tuple[ScriptedLambda, Tally]:
    """Send all offers again that ``offers`` knows."""
    function, tally = ScriptedLambda(behaviour), Tally()
    records = [record(number) for number in range(len(offers.known))]
    recommender = DeployedRecommender(function, FUNCTION)
    Replay(MemoryInterests(records), offers, recommender, WITH_OFFER, dry_run=False).run(NOW, NOW, tally.add)
    return function, tally


def test_a_replay_that_breaks_off_leaves_only_those_in_hand_without_the_mark_that_they_were_published() -> None:
    def break_off(_: dict[str, Any]) -> None:
        raise ClientError({"Error": {"Code": "TooManyRequestsException"}}, "Invoke")

    offers = MemoryOffers(dict(PUBLISHED))

    with pytest.raises(ClientError):
        replay_of(offers, break_off)

    assert offers.forgotten == [event_id(number) for number in range(RECORDS_AT_ONCE)]


def test_an_offer_that_expires_while_others_are_handed_over_keeps_its_mark_and_is_not_sent() -> None:
    offers = MemoryOffers(dict(PUBLISHED))
    late = {event_id(number): Decision.OVER for number in range(RECORDS_AT_ONCE, 20)}

    def publish_and_wait(each: dict[str, Any]) -> None:
        offers.known |= {each["dynamodb"]["NewImage"]["event_id"]["S"]: Decision.PUBLISHED, **late}

    function, tally = replay_of(offers, publish_and_wait)

    assert function.handed_over == [[str(number) for number in range(RECORDS_AT_ONCE)]]
    assert offers.forgotten == [event_id(number) for number in range(RECORDS_AT_ONCE)]
    assert tally.after == {Decision.PUBLISHED: RECORDS_AT_ONCE, Decision.OVER: 20 - RECORDS_AT_ONCE}


def test_an_offer_that_was_sent_just_before_it_expired_counts_as_sent() -> None:
    offers = MemoryOffers({event_id(0): Decision.PUBLISHED})

    def publish_late(_: dict[str, Any]) -> None:
        offers.known[event_id(0)] = Decision.OVER

    _, tally = replay_of(offers, publish_late)

    assert tally.after == {Decision.PUBLISHED: 1}


def test_a_failure_of_one_segment_ends_the_replay() -> None:
    class Absent(MemoryInterests):
        def accepted(self, *arguments: Any) -> Any:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "Scan")

    function = ScriptedLambda()
    work = Replay(Absent([]), MemoryOffers(), DeployedRecommender(function, FUNCTION), UNSETTLED, dry_run=False)

    with pytest.raises(ClientError):
        work.run(NOW, NOW, lambda _: None)
