"""What holds for invocations of the recommender and what is printed, whatever goes wrong."""

import itertools
import json
from collections import Counter

from recommender.domain.circuit_breaker import FAILURES_IN_A_ROW, OPEN_SECONDS
from tests.support.reliability.clients import Ask
from tests.support.reliability.history import Invocation, parsed
from tests.support.reliability.invariants.evidence import decided
from tests.support.reliability.world import World

_METRICS = {
    "personalize": "OfferPersonalized",
    "last-good": "OfferLastGood",
    "popular": "OfferPopular",
    "catalogue": "OfferCatalogue",
}
_LONGEST_ASK_SECONDS = 2


def the_function_responds_in_time(_: World, new: list[Invocation]) -> None:
    for each in new:
        assert not each.run.overran, "Lambda had to end the function"
        assert each.run.error is None, f"the function raised {type(each.run.error).__name__}"


def an_undisturbed_batch_fails_by_its_poison_alone(world: World, new: list[Invocation]) -> None:
    for each in new:
        if not each.run.disturbed:
            poison = [record for record in each.records if record["eventID"] in world.poison]
            numbers = [record["dynamodb"]["SequenceNumber"] for record in poison if each.by_hand]
            assert each.failures == numbers, "other records failed than the poison"


def poison_and_nothing_else_is_set_aside(world: World, new: list[Invocation]) -> None:
    """Whatever AWS does; a defect of the code makes poison of every record."""
    for each in new:
        poison = {record["eventID"] for record in each.records if record["eventID"] in world.poison}
        assert not each.by_hand or not each.set_aside, "what an operator waited for was set aside"
        assert each.run.defective != "no" or each.set_aside <= poison, "a sound record was set aside"
        assert each.run.disturbed or each.by_hand or each.set_aside == poison, "poison was left in the stream"


def what_the_code_cannot_handle_holds_nobody_up(_: World, new: list[Invocation]) -> None:
    """Where nothing but that fails, no record is handed back to wait for its next try."""
    for each in new:
        if each.run.defective == "alone" and not each.by_hand:
            assert not each.failures, "a defect held up the stream"


def what_is_set_aside_is_there_once(world: World, _: list[Invocation]) -> None:
    objects = Counter(world.bucket.set_aside())
    assert max(objects.values(), default=0) <= 1, "a record was set aside more than once"


def an_undisturbed_batch_publishes_each_offer_once_and_records_that(world: World, new: list[Invocation]) -> None:
    for each in new:
        if not each.run.disturbed:
            ids = [parsed(body)["id"] for body in each.published]
            assert not set(ids) & each.published_before, "an offer was published again"
            assert len(set(ids)) == len(ids), "an offer was published twice"
            marks = [world.dynamodb.item("offers", event_id) or {} for event_id in ids]
            assert all("published_at" in mark for mark in marks), "nobody recorded that an offer was published"


def an_undisturbed_batch_remembers_what_the_campaign_recommended(world: World, new: list[Invocation]) -> None:
    for offer in decided([each for each in new if not each.run.disturbed]):
        if offer.strategy == "personalize":
            records = [item for item in world.dynamodb.items("customers") if "item_ids" in item]
            own = [item["item_ids"]["S"] for item in records if item["customer_id"]["S"] == offer.customer_id]
            remembered = [set(json.loads(item_ids)) for item_ids in own]
            assert any(each >= set(offer.item_ids) for each in remembered), "a recommendation was forgotten"


def counts_agree_with_what_happened(_: World, new: list[Invocation]) -> None:
    for each in new:
        if each.run.response is None:
            continue
        counts = each.counts
        strategies = Counter({metric: counts[metric] for metric in _METRICS.values() if counts[metric]})
        failed = len(each.failures) + counts["OfferSetAside"]
        assert counts["OfferError"] == failed, "OfferError is not what failed"
        assert counts["OfferSetAside"] <= len(each.set_aside), "OfferSetAside is not what was set aside"
        assert counts["OfferEmpty"] == len(each.empty), "OfferEmpty is not what was empty"
        published = counts["OfferPublished"]
        assert strategies.total() == published <= len(each.published), "OfferPublished is not what was published"
        if not each.run.disturbed:
            in_messages = Counter(_METRICS[parsed(body)["data"]["strategy"]] for body in each.published)
            assert strategies == in_messages, "strategies are not what was published"
            expired = sum(why == "expired" for why in each.withheld.values())
            assert counts["OfferExpired"] == expired, "OfferExpired is not what had expired"
            assert counts["OfferWithheld"] == len(each.withheld) - expired, "OfferWithheld is not what was withheld"
            assert counts["OfferSetAside"] == len(each.set_aside), "OfferSetAside is not what was set aside"


def the_circuit_opens_for_a_failing_campaign(_: World, new: list[Invocation]) -> None:
    for each in new:
        for number in range(each.earlier, len(each.asks)):
            if _failures_before(each.asks, number) >= FAILURES_IN_A_ROW:
                pause = each.asks[number].at - each.asks[number - 1].at
                assert pause >= OPEN_SECONDS, "a failing campaign was asked on and on"


def the_circuit_opens_for_no_other_campaign(_: World, new: list[Invocation]) -> None:
    for each in new:
        if each.run.response is not None and each.counts["CampaignRested"]:
            moments = range(each.earlier, len(each.asks) + 1)
            longest = max(_failures_before(each.asks, number) for number in moments)
            assert longest >= FAILURES_IN_A_ROW, "the circuit opened for a campaign that had not failed"
            asked = len(each.asks) > each.earlier
            since = each.began - each.asks[-1].at - _LONGEST_ASK_SECONDS
            assert asked or since < OPEN_SECONDS, "the circuit stayed open for ever"


def nothing_of_a_customers_is_shown(world: World, _: list[Invocation]) -> None:
    shown = [world.printed.getvalue(), *world.functions.tracing.annotations]
    shown += [f"{post.body}{post.headers}" for post in world.posts]
    shown += [f"{each.run.response}{each.run.error}" for each in world.recommender.invocations]
    assert "canary" not in "".join(shown).lower(), "a value of a customer's, or of AWS's own words, was shown"


def _failures_before(asks: list[Ask], number: int) -> int:
    """Return how many in a row had failed before the ask with this ``number``."""
    return sum(1 for _ in itertools.takewhile(lambda ask: ask.item_ids is None, reversed(asks[:number])))
