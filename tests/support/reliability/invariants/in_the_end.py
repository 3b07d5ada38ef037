"""What holds once everything works again, and operators have put right what failed."""

from tests.support.reliability.history import Invocation
from tests.support.reliability.invariants.evidence import published_offers
from tests.support.reliability.world import World


def all_who_asked_are_served(world: World, _: list[Invocation]) -> None:
    served = set(published_offers(world)).union(*(each.withheld for each in world.recommender.invocations))
    events = {item["event_id"]["S"] for item in world.dynamodb.items("interests")}
    assert events <= served, f"nobody answered {sorted(events - served)}"


def nothing_but_poison_remains(world: World, _: list[Invocation]) -> None:
    """An object stays as long as one of its records is poison."""
    assert not world.mapping.pending, "records are still pending"
    remaining = [{record["eventID"] for record in records} for records in world.bucket.records()]
    assert all(ids & world.poison for ids in remaining), "the failure bucket holds more than poison"
    dropped = {record.event["eventID"] for record in world.trimmed}
    assert world.poison <= dropped.union(*remaining), "poison was lost"
