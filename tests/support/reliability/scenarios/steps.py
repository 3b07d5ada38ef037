"""Steps that scenarios share."""

from tests.support.reliability.data import CONTEXTS, CUSTOMERS
from tests.support.reliability.faults import Fault
from tests.support.reliability.history import Post
from tests.support.reliability.world import World

ADA, BEN, _ = CUSTOMERS
TEA_IN_TOWN, TEA_IN_VILLE, SHOES_IN_TOWN, _ = CONTEXTS


def ask(
    world: World,
    customer_id: str = ADA,
    context: tuple[str, str] = TEA_IN_TOWN,
    key: str | None = None,
    caller: str = "shop",
) -> Post:
    """Post an interest."""
    return world.post(Post(caller, customer_id, *context, key))


def rush(world: World) -> None:
    """Have all customers look for everything everywhere: twelve events."""
    for customer_id in CUSTOMERS:
        for context in CONTEXTS:
            ask(world, customer_id, context)


def deliver(world: World, *faults: Fault) -> None:
    """Deliver the next batch, amid ``faults``."""
    with world.faults.meanwhile(list(faults)):
        world.mapping.deliver(0)


def hand_over(world: World, *faults: Fault) -> None:
    """Deliver the stream's first record once more, amid ``faults``."""
    with world.faults.meanwhile(list(faults)):
        world.hand_over([0])
