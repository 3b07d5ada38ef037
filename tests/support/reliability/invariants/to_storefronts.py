"""What holds for posts, whatever goes wrong."""

from collections import defaultdict

from tests.support.reliability.history import Invocation
from tests.support.reliability.invariants.evidence import published_offers, waiting
from tests.support.reliability.world import World


def nothing_accepted_is_lost(world: World, _: list[Invocation]) -> None:
    kept = {*published_offers(world), *waiting(world)}
    for each in world.recommender.invocations:
        kept |= {*each.withheld, *each.empty}
    lost = [post.event_id for post in world.posts if post.accepted and post.event_id not in kept]
    assert not lost, f"accepted and lost: {lost}"


def what_is_accepted_is_stored_as_it_was_sent(world: World, _: list[Invocation]) -> None:
    for post in world.posts:
        if post.accepted:
            item = world.dynamodb.item("interests", post.customer_id, post.event_id)
            assert item is not None, "accepted and not stored"
            stored = item["interest"]["S"], item["location"]["S"]
            assert stored == (post.interest, post.location), "accepted and stored otherwise"


def a_repeat_and_nothing_else_is_the_same_event(world: World, _: list[Invocation]) -> None:
    posted: dict[str, object] = {}
    ids: dict[object, str] = {}
    for number, post in enumerate(world.posts):
        if post.accepted:
            identity = post.identity or number
            assert posted.setdefault(post.event_id, identity) == identity, "two requests became one event"
            assert ids.setdefault(identity, post.event_id) == post.event_id, "a repeat became another event"


def responses_are_as_the_contract_says(world: World, _: list[Invocation]) -> None:
    bodies: dict[object, set[tuple[str, str]]] = defaultdict(set)
    for number, post in enumerate(world.posts):
        sent_before, sent = bodies[post.identity or number], (post.interest, post.location)
        allowed = {202, 409} if sent_before - {sent} else {202}
        unavailable = {502, 503} if post.run.disturbed else set()
        assert post.status in allowed | unavailable, f"answered {post.status} without need"
        assert post.status < 500 or "Retry-After" in post.headers, "a client does not learn when to repeat"
        sent_before.add(sent)
