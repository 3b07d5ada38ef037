"""One run: clients post while faults come and go, processes die and poison is written."""

import itertools
import logging
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from tests.support.soak.fault_schedule import Spell
from tests.support.soak.poison import Poisoner
from tests.support.soak.processes import kill_one
from tests.support.soak.storefront import CLIENTS, Storefront
from tests.support.target import Target

SPELL_SECONDS = 1.5
CALM_SECONDS = 0.3
SKIP_SECONDS = 0.05
TRICKLE_SECONDS = 0.5

logger = logging.getLogger(__name__)


@dataclass
class FaultSchedule:
    """What happened during a run: how many calls each spell changed, how many processes of each function died."""

    hits: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Run:
    """Posts ``posts`` preferences, and a few more until every spell has been felt."""

    target: Target
    stack_pid: int
    storefront: Storefront
    poisoner: Poisoner
    spells: Sequence[Spell]
    posts: int

    def go(self) -> FaultSchedule:
        """Return once all is posted and accepted, and no fault is left."""
        schedule, felt_all = FaultSchedule(), threading.Event()
        numbers = itertools.count()

        def client() -> None:
            # Taking a number is one step for the interpreter, so no two clients get the same.
            while (number := next(numbers)) < self.posts or not felt_all.wait(TRICKLE_SECONDS):
                self.storefront.post(number)

        with ThreadPoolExecutor(CLIENTS) as clients:
            posting = [clients.submit(client) for _ in range(CLIENTS)]
            try:
                for spell in itertools.cycle(self.spells):
                    if all(schedule.hits[each.name] for each in self.spells):
                        felt_all.set()
                    if all(future.done() for future in posting):
                        break
                    # Once enough is posted, only what has not been felt is worth waiting for.
                    if len(self.storefront.accepted) < self.posts or not schedule.hits[spell.name]:
                        self._suffer(spell, schedule, posting)
                    else:
                        wait(posting, SKIP_SECONDS)
            finally:
                felt_all.set()
        for future in posting:
            future.result()
        return schedule

    def _suffer(self, spell: Spell, schedule: FaultSchedule, posting: list[Future[None]]) -> None:
        logger.info("%d accepted, now: %s", len(self.storefront.accepted), spell.name)
        self.poisoner.write()
        with self.target.faults(*spell.rules) as hits:
            wait(posting, SPELL_SECONDS / 2)
            for function in spell.killed:
                schedule.killed[function] += kill_one(function, self.stack_pid)
            wait(posting, SPELL_SECONDS / 2)
        schedule.hits[spell.name] += sum(hits)
        wait(posting, CALM_SECONDS)
