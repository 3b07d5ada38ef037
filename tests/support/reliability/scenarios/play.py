"""All scenarios, by name: each changes the world step by step, and at each ``yield`` the invariants have to hold."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from tests.support.reliability.invariants.evidence import met
from tests.support.reliability.invariants.watch import ALL, Watch
from tests.support.reliability.scenarios import of_choices, of_deliveries, of_posts
from tests.support.reliability.world import World

Scenario = Callable[[World], Iterator[None]]

SCENARIOS: dict[str, Scenario] = {
    name: value
    for module in (of_posts, of_deliveries, of_choices)
    for name, value in vars(module).items()
    if callable(value) and value.__module__ == module.__name__
}


def play(name: str, *, traced: bool, watched: Iterable[str] = ALL) -> Counter[str]:
    """Play a scenario, with the requests ``traced`` or not, and let the world settle; return what was met, how often.

    Raises ``AssertionError`` for a invariant that is broken.
    """
    with World() as world:
        world.trace(sampled=traced)
        watch = Watch(world, watched)
        for _ in SCENARIOS[name](world):
            watch.check()
        watch.check_end()
        return met(world)
