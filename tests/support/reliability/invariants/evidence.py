"""What the invariants ask about a world."""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from tests.support.reliability.data import INTERESTS, LOCATIONS
from tests.support.reliability.expressions import Item
from tests.support.reliability.history import Invocation, parsed
from tests.support.reliability.world import World


@dataclass(frozen=True)
class Decided:
    """An offer that was frozen: in which ``invocation``, ``at`` which second since 1970, and what it says.

    ``interest`` and ``location`` are keys.
    """

    invocation: Invocation
    at: float
    customer_id: str
    interest: str
    location: str
    strategy: str
    item_ids: tuple[str, ...]

    @property
    def day(self) -> str:
        return day(self.at)


def decided(invocations: list[Invocation]) -> Iterator[Decided]:
    """Yield each offer that was frozen in one of ``invocations``."""
    for invocation in invocations:
        for body in invocation.recorded.values():
            message = parsed(body)
            data = message["data"]
            yield Decided(
                invocation=invocation,
                at=datetime.fromisoformat(message["time"]).timestamp(),
                customer_id=data["customer_id"],
                interest=INTERESTS[data["interest"]],
                location=LOCATIONS[data["location"]],
                strategy=data["strategy"],
                item_ids=tuple(item["item_id"] for item in data["offers"]),
            )


def published_offers(world: World) -> dict[str, list[str]]:
    """Return the bodies that consumers got, by event."""
    bodies: dict[str, list[str]] = {}
    for body in world.topic.bodies:
        bodies.setdefault(parsed(body)["id"], []).append(body)
    return bodies


def waiting(world: World) -> set[str]:
    """Return the events that the stream or the failure bucket still holds, or that the stream has dropped."""
    records = [record.event for record in (*world.mapping.pending.values(), *world.trimmed)]
    images = [each["dynamodb"]["NewImage"] for each in itertools.chain(records, *world.bucket.records())]
    return {image["event_id"]["S"] for image in images if isinstance(image, dict) and "S" in image.get("event_id", {})}


def event(world: World, event_id: str) -> Item:
    """Return the stored event."""
    return next(item for item in world.dynamodb.items("interests") if item["event_id"]["S"] == event_id)


def day(seconds: float) -> str:
    """Return the day (UTC) of a second since 1970."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def met(world: World) -> Counter[str]:
    """Return what a world has been through: how often, by its name."""
    runs = world.recommender.invocations
    counted = Counter(f"answered {post.status}" for post in world.posts)
    counted.update(offer.strategy for offer in decided(runs))
    for each in runs:
        counted.update(each.withheld.values())
        counted["nothing to offer"] += len(each.empty)
        counted["killed invocations"] += each.run.killed
        counted["disturbed invocations"] += each.run.disturbed
        if each.run.response is not None:
            counted["failed records"] += len(each.failures)
            counted["records set aside"] += each.counts["OfferSetAside"]
            counted["rests of the campaign"] += each.counts["CampaignRested"]
    counted["given up records"] = world.mapping.given_up
    return counted + Counter({"examples": 1, "invocations": len(runs)})
