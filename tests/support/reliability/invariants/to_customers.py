"""What holds for offers, whatever goes wrong."""

from collections import Counter
from datetime import datetime

from tests.support.reliability.functions import MAX_AGE, RECOMMENDER_SECONDS
from tests.support.reliability.history import Invocation, parsed
from tests.support.reliability.invariants.evidence import day, decided, event, published_offers
from tests.support.reliability.world import World


def one_event_has_one_offer(world: World, _: list[Invocation]) -> None:
    for bodies in published_offers(world).values():
        assert len(set(bodies)) == 1, "one event was published in two ways"


def an_offer_is_recorded_before_it_is_published(world: World, _: list[Invocation]) -> None:
    """And for as long as its event is."""
    for event_id, bodies in published_offers(world).items():
        if float(event(world, event_id)["expires_at"]["N"]) < world.clock.seconds:
            continue
        kept = (world.dynamodb.item("offers", event_id) or {}).get("offer", {}).get("S")
        assert kept == bodies[-1], "what was published is not what is recorded"


def nobody_gets_what_was_not_asked_for(world: World, new: list[Invocation]) -> None:
    asked = {(post.customer_id, post.interest, post.location) for post in world.posts}
    for body in (body for each in new for body in each.published):
        event_id, data = parsed(body)["id"], parsed(body)["data"]
        stored = world.dynamodb.item("interests", data["customer_id"], event_id)
        assert stored is not None, "an offer without an event"
        assert (data["customer_id"], data["interest"], data["location"]) in asked, "an offer nobody asked for"


def an_offer_holds_items_that_may_be_offered(_: World, new: list[Invocation]) -> None:
    for offer in decided(new):
        assert offer.item_ids, "an offer without items"
        known = {item.item_id: item for item in offer.invocation.items}
        for item_id in offer.item_ids:
            item = known.get(item_id)
            assert item is not None, f"the catalogue does not know {item_id}"
            assert item.suits(offer.interest, offer.location, offer.at), f"{item_id} must not be offered"
            assert offer.strategy != "popular" or item.category == offer.interest, f"{item_id} was not looked for"


def a_recommendation_serves_its_customer_while_it_is_fresh(world: World, new: list[Invocation]) -> None:
    # An answer is remembered by the end of its invocation, to the second.
    longest = MAX_AGE.total_seconds() + RECOMMENDER_SECONDS + 1
    for offer in decided(new):
        if offer.strategy in {"personalize", "last-good"}:
            sources = [offer.invocation] if offer.strategy == "personalize" else world.recommender.invocations
            recommendations = [
                set(ask.item_ids or ())
                for source in sources
                for ask in source.asks[source.earlier :]
                if ask.key == (offer.customer_id, offer.interest, offer.location) and offer.at - ask.at <= longest
            ]
            assert any(each >= set(offer.item_ids) for each in recommendations), "the campaign did not recommend this"


def nothing_is_published_that_has_expired(_: World, new: list[Invocation]) -> None:
    for each in new:
        assert all(_expires(body) > each.began for body in each.published), "an expired offer was published"


def who_said_no_hears_nothing(world: World, _: list[Invocation]) -> None:
    for customer_id, before in world.silent.items():
        assert world.offers_sent(customer_id) == before, "a customer who wants no offers got one"


def what_is_withheld_stays_so(world: World, _: list[Invocation]) -> None:
    withheld: set[str] = set()
    for each in world.recommender.invocations:
        assert not withheld & {parsed(body)["id"] for body in each.published}, "a withheld offer was published"
        withheld |= set(each.withheld)


def nobody_gets_more_than_the_cap(world: World, _: list[Invocation]) -> None:
    cap = world.functions.offers_per_day
    offers = Counter((offer.customer_id, offer.day) for offer in decided(world.recommender.invocations))
    assert not cap or max(offers.values(), default=0) <= cap, "more offers than the cap allows"


def an_offer_is_withheld_with_reason_alone(world: World, new: list[Invocation]) -> None:
    for each in new:
        for event_id, why in each.withheld.items():
            customer_id = event(world, event_id)["customer_id"]["S"]
            if why == "do-not-contact":
                assert customer_id in world.silent, "withheld from a customer who did not say no"
                continue
            if why == "expired":
                kept = world.dynamodb.item("offers", event_id) or {}
                assert _expires(kept["offer"]["S"]) <= each.ended, "withheld although it still holds"
                continue
            records = [
                world.dynamodb.item("customers", customer_id, f"offers/{day(moment)}")
                for moment in (each.began, each.ended)
            ]
            others = {counted for record in records if record for counted in record["event_ids"]["SS"]} - {event_id}
            assert len(others) >= world.functions.offers_per_day > 0, "withheld before the cap was reached"


def an_event_stays_without_offer_when_nothing_suits_alone(world: World, new: list[Invocation]) -> None:
    for each in new:
        for event_id in each.empty:
            item = event(world, event_id)
            context = item["interest_key"]["S"], item["location_key"]["S"]
            always = [
                item for item in each.items if item.suits(*context, each.began) and item.suits(*context, each.ended)
            ]
            assert not always, "there was something to offer"


def _expires(body: str) -> float:
    return datetime.fromisoformat(parsed(body)["data"]["expires_at"]).timestamp()
