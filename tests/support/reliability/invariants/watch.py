"""All invariants, by name: each is told the world, and the invocations since it was last asked."""

from collections.abc import Callable, Iterable
from types import ModuleType

from tests.support.reliability.history import Invocation
from tests.support.reliability.invariants import in_the_end, to_customers, to_operators, to_storefronts
from tests.support.reliability.operators import settle
from tests.support.reliability.world import World

Invariant = Callable[[World, list[Invocation]], None]


def _of(*modules: ModuleType) -> dict[str, Invariant]:
    return {
        name: value
        for module in modules
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", None) == module.__name__
    }


ALWAYS = _of(to_storefronts, to_customers, to_operators)
IN_THE_END = _of(in_the_end)
ALL = frozenset(ALWAYS | IN_THE_END)


class Watch:
    """Checks a world, step after step. ``names`` are the invariants to check."""

    def __init__(self, world: World, names: Iterable[str] = ALL) -> None:
        self._world = world
        self._names = frozenset(names)
        assert self._names <= ALL, f"no such invariants: {sorted(self._names - ALL)}"
        self._seen = 0

    def check(self) -> None:
        """Check what always holds."""
        self._check(ALWAYS)

    def check_end(self) -> None:
        """Let the world settle; check what always holds, and what holds in the end."""
        settle(self._world)
        self._check(ALWAYS | IN_THE_END)

    def _check(self, invariants: dict[str, Invariant]) -> None:
        runs = self._world.recommender.invocations
        new, self._seen = runs[self._seen :], len(runs)
        for name, invariant in invariants.items():
            if name in self._names:
                invariant(self._world, new)
