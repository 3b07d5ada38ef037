"""People, traffic and faults in any order, as hypothesis thinks them up (https://hypothesis.readthedocs.io)."""

import itertools
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from local.streams.settings import FOREVER, Settings
from tests.support.reliability import data
from tests.support.reliability.environments import CAMPAIGNS
from tests.support.reliability.faults import POSSIBLE_FAULTS, Fault
from tests.support.reliability.history import Post
from tests.support.reliability.invariants.evidence import met
from tests.support.reliability.invariants.watch import ALL, Watch
from tests.support.reliability.operators import reconcile, redrive
from tests.support.reliability.world import PAUSES, World

_lanes = st.integers(0, 2)
_faults = st.builds(
    lambda what, skip, times: Fault(*what, skip, times),
    what=st.sampled_from(POSSIBLE_FAULTS),
    skip=st.sampled_from([0, 0, 0, 1, 3]),
    times=st.integers(1, 3),
)
_posts = st.builds(
    Post,
    caller=st.sampled_from(["shop", "app"]),
    customer_id=st.sampled_from(data.CUSTOMERS),
    interest=st.sampled_from(sorted(data.INTERESTS)),
    location=st.sampled_from(sorted(data.LOCATIONS)),
    key=st.sampled_from([None, None, "canary-key-1", "canary-key-2"]),
)
# What changes by itself, or by others' doing.
_CHANGES: dict[str, Callable[[World], None]] = {
    **{
        f"{seconds} seconds pass": partial(World.wait, seconds=seconds, expire=seconds > 3600)
        for seconds in (1, 20, 600, 3 * 3600, 25 * 3600)
    },
    **{f"the catalogue is: {kind}": partial(World.restock, kind=kind) for kind in data.KINDS},
    "the stream drops what is pending": World.trim,
    "the function is deployed anew": lambda world: world.recommender.restart(),
    "requests are traced": lambda world: world.trace(sampled=True),
    "requests are not traced": lambda world: world.trace(sampled=False),
    "all outages end": lambda world: world.faults.armed.clear(),
}


class AnythingHappens(RuleBasedStateMachine):
    """What is :attr:`watched` is checked after each step, and when the world has settled after the last.

    What was met on the way is :attr:`counted`.
    """

    watched: Iterable[str] = ALL
    counted: Counter[str]

    @initialize(
        batch_size=st.sampled_from([1, 3, 20]),
        lanes=st.integers(1, 3),
        bisect=st.booleans(),
        retries=st.sampled_from([FOREVER, FOREVER, 0, 1, 3]),
        cap=st.sampled_from([0, 0, 0, 4]),
    )
    def begin(self, batch_size: int, lanes: int, bisect: bool, retries: int, cap: int) -> None:
        settings = Settings(batch_size, 0, lanes, bisect, retries, 3600, reports_item_failures=True, pauses=PAUSES)
        self.world = World(settings, cap).__enter__()
        self.watch = Watch(self.world, self.watched)

    @rule(posts=st.lists(_posts, min_size=1, max_size=6))
    def post(self, posts: list[Post]) -> None:
        for post in posts:
            self.world.post(post)

    @rule()
    def rush(self) -> None:
        """All customers look for everything everywhere."""
        for customer_id, (interest, location) in itertools.product(data.CUSTOMERS, data.CONTEXTS):
            self.world.post(Post("shop", customer_id, interest, location, None))

    @rule(post=_posts, faults=st.lists(_faults, min_size=1, max_size=2))
    def post_amid(self, post: Post, faults: list[Fault]) -> None:
        """The client tries three times."""
        with self.world.faults.meanwhile(faults):
            for _ in range(3):
                if self.world.post(post).accepted:
                    break

    @precondition(lambda self: self.world.posts)
    @rule(number=st.integers(0, 40))
    def repeat(self, number: int) -> None:
        earlier = self.world.posts[number % len(self.world.posts)]
        self.world.post(Post(earlier.caller, earlier.customer_id, earlier.interest, earlier.location, earlier.key))

    @rule(lane=_lanes, times=st.integers(1, 4))
    def deliver(self, lane: int, times: int) -> None:
        for _ in range(times):
            self.world.mapping.deliver_next(lane)

    @rule(posts=st.lists(_posts, max_size=3), faults=st.lists(_faults, min_size=1, max_size=3), times=st.integers(1, 4))
    def deliver_amid(self, posts: list[Post], faults: list[Fault], times: int) -> None:
        self.post(posts)
        with self.world.faults.meanwhile(faults):
            self.deliver(0, times)

    @precondition(lambda self: self.world.mapping.written)
    @rule(positions=st.lists(st.integers(0, 40), min_size=1, max_size=4), faults=st.lists(_faults, max_size=2))
    def hand_over_again(self, positions: list[int], faults: list[Fault]) -> None:
        with self.world.faults.meanwhile(faults):
            self.world.hand_over(positions)

    @precondition(lambda self: self.world.bucket.objects)
    @rule(faults=st.lists(_faults, max_size=2))
    def redrive(self, faults: list[Fault]) -> None:
        with self.world.faults.meanwhile(faults):
            redrive(self.world)

    @precondition(lambda self: not self.world.faults.armed)
    @rule()
    def reconcile(self) -> None:
        reconcile(self.world)

    @rule(what=st.sampled_from(POSSIBLE_FAULTS))
    def begin_outage(self, what: tuple[str, str]) -> None:
        self.world.faults.armed.append(Fault(*what))

    @rule(customer_id=st.sampled_from(data.CUSTOMERS), no=st.booleans())
    def decide(self, customer_id: str, no: bool) -> None:
        (self.world.say_no if no else self.world.say_yes)(customer_id)

    @rule(kind=st.sampled_from(sorted(data.POISON)))
    def add_poison(self, kind: str) -> None:
        self.world.add_poison(kind)

    @rule(state=st.sampled_from(CAMPAIGNS))
    def switch_campaign(self, state: str) -> None:
        self.world.switch_campaign(state)

    @rule(what=st.sampled_from(sorted(_CHANGES)))
    def change(self, what: str) -> None:
        _CHANGES[what](self.world)

    @invariant()
    def everything_holds(self) -> None:
        self.watch.check()

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            if sys.exc_info()[0] is None:  # after a failure, the end proves nothing
                self.watch.check_end()
                self.counted.update(met(self.world))
        finally:
            self.world.__exit__()
