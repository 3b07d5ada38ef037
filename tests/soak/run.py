"""One run: clients post while the weather changes, processes die and poison is written."""

import itertools
import logging
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from tests.soak.poison import Poisoner
from tests.soak.processes import kill_some
from tests.soak.storefront import CLIENTS, Storefront
from tests.soak.weather import Spell
from tests.target import Target

SPELL_SECONDS = 2.0
CALM_SECONDS = 0.3

logger = logging.getLogger(__name__)


@dataclass
class Weather:
    """What happened during a run: how many calls each spell changed, how many processes of each function died."""

    hits: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Run:
    """Posts ``posts`` preferences, and more until every spell has been felt."""

    target: Target
    stack_pid: int
    storefront: Storefront
    poisoner: Poisoner
    spells: Sequence[Spell]
    posts: int

    def go(self) -> Weather:
        """Return once all is posted and accepted, and the weather is fine again."""
        weather, everything_seen = Weather(), threading.Event()
        numbers = iter(_Numbers(self.posts, everything_seen))

        def client() -> None:
            for number in numbers:
                self.storefront.post(number)

        with ThreadPoolExecutor(CLIENTS) as clients:
            posting = [clients.submit(client) for _ in range(CLIENTS)]
            try:
                for spell in itertools.cycle(self.spells):
                    if all(weather.hits[each.name] for each in self.spells):
                        everything_seen.set()
                    if all(future.done() for future in posting):
                        break
                    self._suffer(spell, weather, posting)
            finally:
                everything_seen.set()
        for future in posting:
            future.result()
        return weather

    def _suffer(self, spell: Spell, weather: Weather, posting: list[Future[None]]) -> None:
        logger.info("%d accepted, now: %s", len(self.storefront.accepted), spell.name)
        self.poisoner.write()
        with self.target.faults(*spell.rules) as hits:
            wait(posting, SPELL_SECONDS / 2)
            for function in spell.killed:
                weather.killed[function] += kill_some(function, self.stack_pid)
            wait(posting, SPELL_SECONDS / 2)
        weather.hits[spell.name] += sum(hits)
        wait(posting, CALM_SECONDS)


class _Numbers:
    """Counts for several threads, up to ``least`` and on until ``enough`` is set."""

    def __init__(self, least: int, enough: threading.Event) -> None:
        self._least = least
        self._enough = enough
        self._count = itertools.count()

    def __iter__(self) -> Iterator[int]:
        return self

    def __next__(self) -> int:
        number = next(self._count)  # one step for the interpreter, so no two threads get the same
        if number >= self._least and self._enough.is_set():
            raise StopIteration
        return number
