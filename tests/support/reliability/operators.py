"""What operators do when something failed, with the very tools that they run (tools/recovery)."""

from datetime import timedelta
from typing import Any

from shared.stream_record import BY_HAND
from tests.support.reliability.clients import FunctionClient
from tests.support.reliability.world import World
from tools.recovery.deployed_recommender import RECORDS_AT_ONCE, DeployedRecommender
from tools.recovery.failure_bucket import FailureBucket
from tools.recovery.interests import Interests
from tools.recovery.offers import UNSETTLED, Offers
from tools.recovery.redriving import Redrive
from tools.recovery.replaying import Replay


def redrive(world: World) -> None:
    """Hand over what is in the failure bucket."""
    work = Redrive(FailureBucket(world.bucket, "failures"), _recommender(world))
    keys = list(world.bucket.objects)
    for start in range(0, len(keys), RECORDS_AT_ONCE):  # by more at a time it would use threads
        list(work.run(keys[start : start + RECORDS_AT_ONCE]))


def reconcile(world: World) -> None:
    """Hand over every event that is not known to be answered."""
    clock = world.clock.now
    interests, offers = Interests(world.dynamodb, "interests", clock), Offers(world.dynamodb, "offers", clock)
    work = Replay(interests, offers, _recommender(world), UNSETTLED, dry_run=False, now=clock)
    now = clock()
    work.run(now - timedelta(days=90), now + timedelta(seconds=1), lambda _: None)


def settle(world: World) -> None:
    """Have everything work again, let the mapping catch up, and put right what failed."""
    world.faults.armed.clear()
    world.switch_campaign("active")
    world.restock("full")
    world.mapping.drain()
    redrive(world)
    reconcile(world)


def _recommender(world: World) -> DeployedRecommender:
    def run(event: dict[str, Any]) -> tuple[dict[str, Any] | None, str]:
        done = world.run_beside(event["Records"], by_hand=bool(event.get(BY_HAND))).run
        return done.response, done.printed

    return DeployedRecommender(FunctionClient(run), "recommender")
